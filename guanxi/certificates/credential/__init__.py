"""Open Badges 3.0: the certificate as a signed W3C Verifiable Credential, for machines and for other wallets."""
