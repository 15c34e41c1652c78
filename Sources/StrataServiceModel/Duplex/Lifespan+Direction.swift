internal import StrataCore

/// What one direction of a session goes through.
extension Lifespan {
    /// Ends in good order.
    func end() {
        let action = try? update { life throws(CommunicationError) in life.state == .opened ? life.beginClose() : .nothing }
        guard action == .close else { return }
        _ = try? update { life throws(CommunicationError) in life.finishClose() }
    }

    func abort() {
        guard (try? update { life throws(CommunicationError) in life.beginAbort() }) == true else { return }
        try? update { life throws(CommunicationError) in life.finishAbort() }
    }
}
