"""IAM documents, as pure functions, and the roles made of them."""
