"""The promises of the centre: what each clock obeys, which figure would apply, and how a figure is changed."""
