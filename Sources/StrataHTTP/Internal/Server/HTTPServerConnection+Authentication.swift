internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet

extension HTTPServerConnection {
    /// Judges who sends the request, and goes on with it or answers 401.
    func authenticate(_ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint, _ octets: Bytes) {
        if endpoint.settings.configuration.authenticationScheme == .digest { return authenticateDigest(head, endpoint, octets) }
        guard let validator = endpoint.settings.configuration.userNameValidator,
            let (userName, password) = head.fields.withFirst("authorization", BasicAuthentication.parse) ?? nil
        else { return answerUnauthorized(endpoint, "the Authorization field is no HTTP Basic") }
        isAnswering = true
        let task = Background.startImmediately(on: loop) { [self] in
            var failure: (any Error)?
            do { try await validator.validate(userName: userName, password: password) } catch { failure = error }
            let verdict = failure
            onLoop {
                guard !self.hasEnded else { return self.isAnswering = false }
                if let verdict { return self.answerUnauthorized(endpoint, "the credentials of '\(userName)' were refused", verdict) }
                octets.withUnsafeBytes {
                    self.accept($0, head, endpoint, identity: RemoteIdentity(source: "HTTP Basic", userName: userName))
                }
            }
        }
        if isAnswering, self.task == nil { self.task = task }
    }

    private func authenticateDigest(_ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint, _ octets: Bytes) {
        guard let digest = endpoint.digest, let field = head.fields["authorization"] else {
            return answerUnauthorized(endpoint, "there is no Authorization field")
        }
        let target = head.withAddress { _, target in String(decoding: target, as: UTF8.self) }
        isAnswering = true
        let task = Background.startImmediately(on: loop) { [self] in
            let verdict = await digest.judge(field, method: head.method, target: target)
            onLoop {
                guard !self.hasEnded else { return self.isAnswering = false }
                switch verdict {
                case .refused(let why, let stale, let error): self.answerUnauthorized(endpoint, why, error, stale: stale)
                case .user(let name):
                    octets.withUnsafeBytes {
                        self.accept($0, head, endpoint, identity: RemoteIdentity(source: "HTTP Digest", userName: name))
                    }
                }
            }
        }
        if isAnswering, self.task == nil { self.task = task }
    }
}
