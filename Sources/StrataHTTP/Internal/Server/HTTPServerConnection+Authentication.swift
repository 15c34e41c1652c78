internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet

extension HTTPServerConnection {
    /// Who sends a request.
    enum Sender: Sendable {
        case known(RemoteIdentity)
        case refused(why: String, (any Error)?, isStale: Bool)
    }

    /// Judges who sends the request, and goes on with it or answers 401.
    func authenticate(_ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint, _ octets: Bytes) {
        isAnswering = true
        let task = Background.startImmediately(on: loop) { [self] in
            let sender = await sender(of: head, endpoint)
            onLoop {
                guard !self.hasEnded else { return self.isAnswering = false }
                switch sender {
                case .refused(let why, let error, let isStale): self.answerUnauthorized(endpoint, why, error, stale: isStale)
                case .known(let identity): octets.withUnsafeBytes { self.accept($0, head, endpoint, identity: identity) }
                }
            }
        }
        if isAnswering, self.task == nil { self.task = task }
    }

    /// What the credentials in the request's head are worth.
    func sender(of head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint) async -> Sender {
        if endpoint.settings.configuration.authenticationScheme == .digest { return await digestSender(of: head, endpoint) }
        guard let validator = endpoint.settings.configuration.userNameValidator,
            let (userName, password) = head.fields.withFirst("authorization", BasicAuthentication.parse) ?? nil
        else { return .refused(why: "the Authorization field is no HTTP Basic", nil, isStale: false) }
        do { try await validator.validate(userName: userName, password: password) } catch {
            return .refused(why: "the credentials of '\(userName)' were refused", error, isStale: false)
        }
        return .known(RemoteIdentity(source: "HTTP Basic", userName: userName))
    }

    private func digestSender(of head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint) async -> Sender {
        guard let digest = endpoint.digest, let field = head.fields["authorization"] else {
            return .refused(why: "there is no Authorization field", nil, isStale: false)
        }
        let target = head.withAddress { _, target in String(decoding: target, as: UTF8.self) }
        switch await digest.judge(field, method: head.method, target: target) {
        case .refused(let why, let stale, let error): return .refused(why: why, error, isStale: stale)
        case .user(let name): return .known(RemoteIdentity(source: "HTTP Digest", userName: name))
        }
    }
}
