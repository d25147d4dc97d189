let signalRows: [Syscall] = []
