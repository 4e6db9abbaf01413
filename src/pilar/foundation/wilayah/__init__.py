"""Areas of Indonesia by Kemendagri code, with validity dates, and the local RW and RT below them."""
