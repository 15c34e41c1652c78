extension EventLoop {
    /// Any thread. Throws `.cancelled` or `.loopStopped`.
    package func sleep(for d: Duration) async throws(IOError) {
        let w = Waiter<Void>()
        execute {
            guard let hook = self.onStop({ w.finish(.failure(.loopStopped("sleep"))) }) else {
                w.finish(.failure(.loopStopped("sleep")))
                return
            }
            let timer = self.after(d) {
                self.removeStopHook(hook)
                w.finish(.success(()))
            }
            w.onAbandon(on: self) {
                self.cancel(timer)
                self.removeStopHook(hook)
            }
        }
        try await w.value("sleep")
    }
}
