internal import StrataCore
internal import StrataFraming
internal import StrataNet

/// Hands requests to whoever answers, and takes the answers back.
extension HTTPServerConnection {
    func dispatch(_ message: Message, _ endpoint: HTTPEndpoint) {
        switch endpoint.begin() {
        case .handler(let handler): run(handler, message, endpoint)
        case .wait(let waiter): wait(waiter, message, endpoint)
        case .closed: refuseUnavailable(endpoint)
        }
    }

    /// Nobody serves yet. Who vanishes meanwhile takes the request along.
    private func wait(_ waiter: Completion<Void>, _ message: Message, _ endpoint: HTTPEndpoint) {
        isAnswering = true
        task = nil
        let span = configuration.requestInitializationTimeout
        let task = Background.startImmediately(on: loop) { [self] in
            let isServed = await endpoint.isServed(waiter, within: span)
            onLoop {
                self.task = nil
                guard !self.hasEnded else { return self.isAnswering = false }
                if isServed { return self.dispatch(message, endpoint) }
                endpoint.settings.report(
                    .notice, "a request was refused: nobody served it within requestInitializationTimeout (\(span))",
                    [("peer", self.peer)])
                self.refuseUnavailable(endpoint)
            }
        }
        if isAnswering, self.task == nil { self.task = task }
    }

    private func refuseUnavailable(_ endpoint: HTTPEndpoint) {
        closes = true
        endpoint.settings.count(.refused(.unavailable))
        answer(status: 503)
    }

    private func run(_ handler: @escaping RequestHandler, _ message: Message, _ endpoint: HTTPEndpoint) {
        isAnswering = true
        task = nil
        let task = Background.startImmediately(on: loop) { [self] in
            let result: Result<Message?, any Error>
            do { result = .success(try await handler(message)) } catch { result = .failure(error) }
            onLoop { self.finish(result, endpoint) }
        }
        // It may be over already, and a task of its streamed answer have taken its place.
        if isAnswering, self.task == nil { self.task = task }
    }

    private func finish(_ result: Result<Message?, any Error>, _ endpoint: HTTPEndpoint) {
        task = nil
        // Whatever streams and is not sent is given up.
        defer { if case .success(let reply?) = result { reply.body.stream?.giveUp() } }
        guard !hasEnded else {
            isAnswering = false
            return endpoint.end()
        }
        switch result {
        case .success(nil):
            // A message whose body streams was taken when its body was.
            if let incoming {
                incoming.whenOver { _ in
                    self.onLoop {
                        if self.hasEnded { self.isAnswering = false } else { self.answer(status: 202) }
                        endpoint.end()
                    }
                }
                return
            }
            answer(status: 202)
        case .success(let reply?):
            if let body = reply.body.stream, endpoint.settings.configuration.transferMode.streamsReplies {
                return answerStreamed(reply, body, endpoint) { endpoint.end() }
            }
            answer(reply, endpoint)
        case .failure(let error): answer(failure: error, endpoint)
        }
        endpoint.end()
    }

    func serve(_ resource: Resource, _ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint) {
        isAnswering = true
        let task = Background.startImmediately(on: loop) { [self] in
            let result: Result<Resource.Contents, any Error>
            do { result = .success(try await resource.contents()) } catch { result = .failure(error) }
            onLoop {
                guard !self.hasEnded else { return self.isAnswering = false }
                switch result {
                case .success(let contents): self.answer(contents, omitsBody: head.method == "HEAD")
                case .failure(let error):
                    endpoint.settings.report(.error, "the resource '\(resource.path)' could not be made", error: error)
                    self.answer(status: 500)
                }
            }
        }
        if isAnswering { self.task = task }
    }
}
