import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Finds the addresses of a name. The C library blocks meanwhile, so it does so on threads of the resolver's own, at most four; they end
/// when there is nothing left to look up. Any thread.
package final class NameResolver: Sendable {
    /// Blocks; runs on a thread of the resolver's.
    package typealias Lookup = @Sendable (_ host: String, _ port: UInt16) throws(IOError) -> [SocketAddress]
    package typealias Done = @Sendable (Result<[SocketAddress], IOError>) -> Void

    /// Asks the system.
    package static let shared = NameResolver()

    fileprivate struct Question: Sendable {
        let host: String
        let port: UInt16
        let answer: Answer
    }

    /// The callback, until it was called or its caller left.
    fileprivate final class Answer: Sendable {
        private let done: Mutex<Done?>
        init(_ d: @escaping Done) { done = Mutex(d) }
        var isWanted: Bool { done.withLock { $0 != nil } }
        func give(_ r: Result<[SocketAddress], IOError>) {
            let d = done.withLock { d in
                defer { d = nil }
                return d
            }
            d?(r)
        }
    }

    struct State {
        fileprivate var questions: [Question] = []
        var threads = 0
    }

    private static let maximumThreads = 4
    private let lookup: Lookup
    private let state = Mutex(State())

    /// `lookup` replaces the system's, in tests.
    package init(lookup: Lookup? = nil) { self.lookup = lookup ?? Self.askSystem }

    /// Calls `done` once, on any thread, at once for a numeric address. Cancelling the ticket gives `.cancelled` at once, even while the
    /// C library still blocks.
    @discardableResult
    package func resolve(_ host: String, port: UInt16, _ done: @escaping Done) -> IOTicket {
        let ticket = IOTicket()
        if let a = SocketAddress(ip: host, port: port) {
            ticket.finish()
            done(.success([a]))
            return ticket
        }
        guard !host.isEmpty, !host.utf8.contains(0) else {
            ticket.finish()
            done(.failure(IOError(.nameNotFound, "resolve", address: host, reason: "this is no name: it is empty or contains NUL")))
            return ticket
        }
        let answer = Answer { r in
            ticket.finish()
            done(r)
        }
        ticket.onCancel { answer.give(.failure(.cancelled("resolve"))) }
        let starts = state.withLock { s in
            s.questions.append(Question(host: host, port: port, answer: answer))
            guard s.threads < Self.maximumThreads else { return false }
            s.threads += 1
            return true
        }
        if starts { startThread() }
        return ticket
    }

    /// Addresses in the order of the system's preference, never empty. Throws `.nameNotFound`, `.cancelled`.
    package func resolve(_ host: String, port: UInt16) async throws(IOError) -> [SocketAddress] {
        let w = Waiter<[SocketAddress]>()
        let ticket = resolve(host, port: port) { w.finish($0) }
        w.onAbandon { ticket.cancel() }
        return try await w.value("resolve \(host)")
    }

    private func startThread() {
        let box = Unmanaged.passRetained(self)
        #if canImport(Glibc)
            var t = pthread_t()
        #else
            var t: pthread_t?
        #endif
        let rc = pthread_create(
            &t, nil,
            { p in
                #if canImport(Glibc)
                    guard let p else { return nil }
                #endif
                pthread_detach(pthread_self())
                Unmanaged<NameResolver>.fromOpaque(p).takeRetainedValue().work()
                return nil
            }, box.toOpaque())
        guard rc != 0 else { return }
        box.release()
        let left: [Question] = state.withLock { s in
            s.threads -= 1
            guard s.threads == 0 else { return [] }  // another one will come to it
            defer { s.questions = [] }
            return s.questions
        }
        for q in left { q.answer.give(.failure(.system("start a thread to resolve", rc, address: q.host))) }
    }

    private func work() {
        while true {
            let question: Question? = state.withLock { s in
                while let q = s.questions.first {
                    s.questions.removeFirst()
                    if q.answer.isWanted { return q }
                }
                s.threads -= 1
                return nil
            }
            guard let question else { return }
            do throws(IOError) {
                let found = try lookup(question.host, question.port)
                if found.isEmpty { throw IOError(.nameNotFound, "resolve", address: question.host, reason: "the name has no address") }
                question.answer.give(.success(found))
            } catch {
                question.answer.give(.failure(error))
            }
        }
    }

    private static let askSystem: Lookup = { (host, port) throws(IOError) in
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let rc = getaddrinfo(host, nil, &hints, &list)
        guard rc == 0 else {
            let number = rc == EAI_SYSTEM ? errno : 0
            throw IOError(.nameNotFound, "resolve", address: host, errno: number, reason: String(cString: gai_strerror(rc)))
        }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            guard let p = entry.pointee.ai_addr else { continue }
            let octets = UnsafeRawBufferPointer(start: p, count: Int(entry.pointee.ai_addrlen))
            guard let a = SocketAddress(octets)?.with(port: port), !found.contains(a) else { continue }
            found.append(a)
        }
        return found
    }
}
