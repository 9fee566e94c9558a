"""What watches the account and the cluster, and who hears of it."""
