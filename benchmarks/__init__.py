"""What Veilleur promises of speed and size, measured: python -m benchmarks.main"""
