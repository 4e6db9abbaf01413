"""The draft BNBA of a kelurahan, as PDF and as workbook."""
