import Strata
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Callers that echo, one call at a time each, for some seconds.
struct Load {
    var size: Int
    var callers: Int
    var seconds: Int

    /// Each caller has a channel and sits on the global pool, as a user's does; the channels share one factory and so one pool of
    /// connections.
    func run(against address: EndpointAddress, over binding: any Binding) async throws {
        let factory = try binding.makeRequestFactory()
        try await factory.open()
        let text = String(repeating: "x", count: size)
        let clock = ContinuousClock()
        let (size, warmUp) = (size, Duration.milliseconds(200))
        let begin = clock.now + warmUp
        let end = begin + .seconds(seconds)
        var latencies = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<callers {
                group.addTask {
                    let channel = try factory.makeChannel(to: address, via: nil)
                    try await channel.open()
                    var taken: [Duration] = []
                    var last = clock.now
                    while last < end {
                        let reply = try await channel.request(
                            Message(version: .soap11, action: Names.action) { body in
                                body.startElement(Names.echo)
                                body.element(Names.text, text)
                                body.endElement()
                            })
                        let answer = try reply.bodyContents?.child(Names.result)?.string()
                        guard answer?.utf8.count == size else { throw WrongEcho(reply: "\(reply)") }
                        let now = clock.now
                        if last >= begin { taken.append(now - last) }
                        last = now
                    }
                    try await channel.close()
                    return taken
                }
            }
            return try await group.reduce(into: [Duration]()) { $0 += $1 }
        }
        latencies.sort()
        guard !latencies.isEmpty else { throw WrongEcho(reply: "none within the time") }
        func microseconds(_ part: Double) -> Int {
            Int(latencies[min(latencies.count - 1, Int(Double(latencies.count) * part))] / .microseconds(1))
        }
        print("rate=\(latencies.count / seconds) p50=\(microseconds(0.5)) p99=\(microseconds(0.99))")
        try await factory.close()
    }
}

struct WrongEcho: Error {
    var reply: String
}

enum Console {
    static func flush() { fflush(nil) }
}
