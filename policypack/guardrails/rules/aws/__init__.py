"""Controls on AWS resources."""
