import Strata

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

    /// Each caller sits on the global pool, as a user's does.
    func run(_ makeCaller: @escaping Callers) async throws {
        let text = String(repeating: "x", count: size)
        let clock = ContinuousClock()
        let (size, warmUp) = (size, Duration.milliseconds(200))
        let begin = clock.now + warmUp
        let end = begin + .seconds(seconds)
        let used = Processor.time
        let taken = try await withThrowingTaskGroup(of: (calls: Int, latencies: [Duration]).self) { group in
            for _ in 0..<callers {
                group.addTask {
                    let echo = try await makeCaller()
                    var (calls, taken) = (0, [Duration]())
                    var last = clock.now
                    while last < end {
                        let answer = try await echo(text)
                        guard answer?.utf8.count == size else { throw WrongEcho(reply: answer ?? "nothing") }
                        let now = clock.now
                        calls += 1
                        if last >= begin { taken.append(now - last) }
                        last = now
                    }
                    return (calls, taken)
                }
            }
            return try await group.reduce(into: (calls: 0, latencies: [Duration]())) {
                $0.calls += $1.calls
                $0.latencies += $1.latencies
            }
        }
        let processor = (Processor.time - used) / .microseconds(1) / Double(taken.calls)
        let latencies = taken.latencies.sorted()
        guard !latencies.isEmpty else { throw WrongEcho(reply: "none within the time") }
        func microseconds(_ part: Double) -> Int {
            Int(latencies[min(latencies.count - 1, Int(Double(latencies.count) * part))] / .microseconds(1))
        }
        print("rate=\(latencies.count / seconds) p50=\(microseconds(0.5)) p99=\(microseconds(0.99)) processor=\(processor)")
    }
}

/// Sends a text and returns what came back.
typealias Echo = @Sendable (String) async throws -> String?
/// Makes one caller after another.
typealias Callers = @Sendable () async throws -> Echo

/// Callers of plain messages. Each has a channel of its own; the channels share one factory and so one pool of connections.
func withPlainCallers(of address: EndpointAddress, over binding: any Binding, _ body: (@escaping Callers) async throws -> Void) async throws
{
    let factory = try binding.makeRequestFactory()
    try await factory.open()
    try await body {
        let channel = try factory.makeChannel(to: address, via: nil)
        try await channel.open()
        return { text in
            let reply = try await channel.request(
                Message(version: .soap11, action: Names.action) { body in
                    body.startElement(Names.echo)
                    body.element(Names.text, text)
                    body.endElement()
                })
            return try reply.bodyContents?.child(Names.result)?.string()
        }
    }
    try await factory.close()
}

struct WrongEcho: Error {
    var reply: String
}

enum Processor {
    /// What all threads of this process have used so far.
    static var time: Duration {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        func duration(_ time: timeval) -> Duration { .seconds(Int(time.tv_sec)) + .microseconds(Int(time.tv_usec)) }
        return duration(usage.ru_utime) + duration(usage.ru_stime)
    }
}

enum Console {
    static func flush() { fflush(nil) }
}
