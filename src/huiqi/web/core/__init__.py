"""Time, services, routes: what every application of the site is built from."""
