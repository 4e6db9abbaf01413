"""Pages of the musyawarah, one module per part."""
