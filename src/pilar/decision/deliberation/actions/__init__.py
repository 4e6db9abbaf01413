"""Writing of the musyawarah, one module per part. Each act in one transaction with its audit event."""
