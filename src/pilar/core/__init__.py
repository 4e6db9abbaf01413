"""The ground floor: knows no welfare word. Ids, scope, audit, encryption, problems, jobs, files, documents, pages."""
