"""The desk check before the musyawarah: findings and flags."""
