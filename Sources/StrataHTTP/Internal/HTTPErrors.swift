internal import StrataCore
internal import StrataFraming
internal import StrataNet

/// Errors of the rooms beneath, and statuses, in the terms of the core.
enum HTTPErrors {
    static func listening(_ error: IOError, _ address: HTTPAddress) -> CommunicationError {
        let code: CommunicationError.Code = error.code == .addressInUse ? .addressInUse : .endpointNotFound
        return CommunicationError(code, "cannot listen at \(address.text)", retry: .safe, cause: error)
    }

    static func unwritable(_ name: String) -> CommunicationError {
        CommunicationError(
            .invalidOperation, "the HTTP field '\(name)' cannot be written: a name is a token, a value has no line ends (RFC 9110, 5.5)",
            retry: .safe)
    }

    /// How a service answers octets that are no message.
    static func refusal(of error: MessageCodingError, version: MessageVersion) -> (status: Int, message: Message?) {
        let refusal = SOAPProcessor(version: version).refusal(of: error)
        switch refusal.kind {
        case .unsupportedMedia: return (415, nil)
        case .badRequest, .versionMismatch: return (refusal.fault == nil ? 400 : 500, refusal.fault)
        case .tooLarge: return (refusal.fault == nil ? 413 : 500, refusal.fault)
        case .internalError: return (500, refusal.fault)
        }
    }

    /// A failed connection, for a client. `sent`: whether octets of the request may have reached the peer.
    static func connection(_ error: IOError, _ line: HTTPLine, sent: Bool) -> any Error {
        let retry: CommunicationError.Retry = sent ? .unsafe : .safe
        if let refusal = error.cause as? TunnelRefusal { return tunnel(refusal.status, line) }
        let address = line.via
        let hop = line.proxy.map { "the proxy \($0.address.text)" } ?? address.authority
        switch error.code {
        case .cancelled: return CancellationError()
        // Of the pool: its factory has closed meanwhile.
        case .closed where !sent:
            return CommunicationError(.notOpen, "the channel factory is not open", retry: .safe, cause: error)
        case .refused, .unreachable, .nameNotFound:
            return CommunicationError(.endpointNotFound, "nothing can be reached at \(hop)", retry: retry, cause: error)
        case .timedOut:
            return CommunicationError(.timedOut, "no connection to \(hop) by the deadline", retry: retry, cause: error)
        case .outOfResources where !sent:
            return CommunicationError(
                .connectionLost, "this process has no descriptor or buffer left for a connection to \(hop)", retry: retry, cause: error)
        case .transformFailed:
            return CommunicationError(
                .securityRejected, "TLS with \(address.authority) failed: \(error.reason)", retry: retry, cause: error.cause ?? error)
        case .protocolViolation:
            return CommunicationError(
                .protocolViolation, "\(hop) broke the protocol: \(error.reason)", retry: retry, cause: error)
        default:
            return CommunicationError(.connectionLost, "the connection to \(hop) broke", retry: retry, cause: error)
        }
    }

    /// What a proxy answered to CONNECT: nothing has reached the target.
    private static func tunnel(_ error: HTTPStatusError, _ line: HTTPLine) -> CommunicationError {
        let text: String
        let code: CommunicationError.Code
        switch error.status {
        // Some proxies say 401 for 407; nobody else has seen the request.
        case 401, 407: (code, text) = (.securityRejected, "wants credentials, or refused those that were shown (\(error.status)),")
        case 403, 405: (code, text) = (.securityRejected, "does not allow (\(error.status))")
        case 502, 504: (code, text) = (.endpointNotFound, "could not make (\(error.status))")
        case 503: (code, text) = (.serverTooBusy, "is too busy (503)")
        default: (code, text) = (.protocolViolation, "answered \(error.line)")
        }
        let what = [403, 405, 502, 504].contains(error.status) ? "a tunnel" : "for a tunnel"
        return CommunicationError(
            code, "the proxy \(line.hop.text) \(text) \(what) to \(line.via.authority)", retry: .safe, cause: error)
    }

    /// A reply that is no HTTP, or too much of it.
    static func reply(_ error: HTTP1.MessageError, _ address: HTTPAddress) -> CommunicationError {
        if let limit = error.limit {
            return CommunicationError(
                .quotaExceeded,
                "the reply of \(address.authority) exceeds \(HTTP1.Limits.setting(limit.name)) (\(limit.value)); the transport's setting "
                    + "\(HTTP1.Limits.setting(limit.name)) raises it", cause: error)
        }
        if error.code == .truncated {
            return CommunicationError(.connectionLost, "\(address.authority) ended the connection in the middle of its reply", cause: error)
        }
        return CommunicationError(.protocolViolation, "the reply of \(address.authority) is not HTTP: \(error.reason)", cause: error)
    }

    /// A body that cannot be inflated; `of` names it.
    static func inflating(_ error: DeflateError, _ body: String, isRequest: Bool = false) -> CommunicationError {
        let setting = error.setting.map { "; the transport's setting \($0) raises it" } ?? ""
        return CommunicationError(
            error.code == .limitExceeded ? .quotaExceeded : .protocolViolation,
            "\(body) cannot be inflated: \(error.reason)\(setting)", cause: isRequest ? UnreadableRequest(error: error) : error)
    }

    /// A good answer whose body is none of the stack's messages.
    static func unreadable(_ head: HTTP1.ResponseHead, _ octets: UnsafeRawBufferPointer, _ line: HTTPLine) -> CommunicationError {
        let type = head.fields["content-type"].map { "'\(shown($0))'" } ?? "none"
        let coding = head.fields["content-encoding"].map { ", content coding '\(shown($0))'" } ?? ""
        return CommunicationError(
            .protocolViolation,
            "the reply of \(line.via.shown) is no message of \(line.version): its content type is \(type)\(coding)",
            cause: status(head, octets))
    }

    /// The value of a peer's field.
    private static func shown(_ value: some StringProtocol) -> String { HTTPStatusError.printable(String(value.prefix(256))) }

    static func status(_ head: HTTP1.ResponseHead, _ octets: UnsafeRawBufferPointer) -> HTTPStatusError {
        let excerpt = String(decoding: octets.prefix(1024), as: UTF8.self)
        return HTTPStatusError(status: head.status, reason: head.reason, headers: HTTPHeaders(head.fields), excerpt: excerpt)
    }

    /// A final answer that carries no message.
    static func status(_ error: HTTPStatusError, _ line: HTTPLine, _ setting: Int) -> CommunicationError {
        func failure(_ code: CommunicationError.Code, _ text: String, _ retry: CommunicationError.Retry) -> CommunicationError {
            CommunicationError(code, text, retry: retry, cause: error)
        }
        let place = line.forwardsByProxy ? line.place : line.via.shown
        switch error.status {
        case 301, 302, 303, 307, 308:
            let target = error.headers["Location"].map { " to '\(shown($0.prefix { $0 != "?" && $0 != "#" }))'" } ?? ""
            // 302 and 303 are also what a POST that was performed is answered with (RFC 9110, 15.4.3 and 15.4.4).
            return failure(
                .protocolViolation, "\(place) redirects\(target) (\(error.status)); redirections are not followed: use the address itself",
                [302, 303].contains(error.status) ? .unsafe : .safe)
        case 401: return failure(.securityRejected, "\(place) wants credentials, or refused those that were shown (401)", .safe)
        case 403: return failure(.securityRejected, "\(place) refused the caller (403)", .safe)
        case 407:
            let proxy = line.forwardsByProxy ? "the proxy \(line.hop.text)" : "a proxy"
            return failure(
                .securityRejected, "\(proxy) before \(line.via.shown) wants credentials, or refused those that were shown (407)", .safe)
        case 404, 410: return failure(.endpointNotFound, "there is no endpoint at \(place) (\(error.status))", .safe)
        // What may be said of a body in the middle: a service that reads it as a stream has acted on its beginning.
        case 413: return failure(.quotaExceeded, "\(place) takes no message of this size (413)", .unsafe)
        case 408: return failure(.protocolViolation, "\(place) did not take the request (\(error.line))", .unsafe)
        case 415:
            return failure(
                .protocolViolation,
                "\(place) does not take this content type (415): the encodings or message versions of the two ends differ", .safe)
        case 503: return failure(.serverTooBusy, "\(place) is too busy, or shutting down (503)", .safe)
        case 405, 411, 414, 417, 421, 431:
            return failure(.protocolViolation, "\(place) did not take the request (\(error.line))", .safe)
        case 400: return failure(.protocolViolation, "\(place) found the request malformed (400), and sent no fault", .unsafe)
        case 500: return failure(.protocolViolation, "\(place) failed (500), and sent no fault", .unsafe)
        default: return failure(.protocolViolation, "\(place) answered \(error.line), which is no answer to a message", .unsafe)
        }
    }
}
