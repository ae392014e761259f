"""What other programs are answered: the routes, the shapes of what they send and get, the page that explains them."""
