import StrataCore

/// A handler that says when it is called, waits for ever, and says when it is cancelled.
func stuck(_ started: Signal, _ cancelled: Signal) -> RequestHandler {
    { _ in
        started.set()
        try await withTaskCancellationHandler {
            try await Signal().wait()
        } onCancel: {
            cancelled.set()
        }
        return nil
    }
}
