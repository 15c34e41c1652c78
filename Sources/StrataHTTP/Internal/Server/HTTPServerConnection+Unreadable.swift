internal import StrataCore

/// Requests that have come, or were coming, and cannot be read: refused without a word of what is wrong with them.
extension HTTPServerConnection {
    func answer(refusal status: Int, _ endpoint: HTTPEndpoint) {
        endpoint.settings.count(.refused(Self.reason(status)))
        answer(status: status)
    }

    /// Refuses the request whose handler lets the error rise that it got from the body; `false` for any other error.
    func refuse(unreadable error: any Error, _ endpoint: HTTPEndpoint) -> Bool {
        guard let unreadable = (error as? CommunicationError)?.cause as? UnreadableRequest else { return false }
        endpoint.settings.report(.notice, "a request was refused", [("peer", peer)], error: error)
        answer(refusal: unreadable.status, endpoint)
        return true
    }
}
