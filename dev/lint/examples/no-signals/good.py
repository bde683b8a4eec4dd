# as guanxi/machine/processes.py
import signal

print(signal.SIGTERM)
