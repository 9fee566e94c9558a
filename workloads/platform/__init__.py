"""Add-ons that serve every workload: External Secrets and Falco."""
