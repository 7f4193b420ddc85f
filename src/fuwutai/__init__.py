"""Fuwutai 服务台: a customer-service platform in which the service manual is executable."""

__version__ = "0.1.0"
