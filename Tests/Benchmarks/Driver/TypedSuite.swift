/// What a typed contract costs over the same calls of plain messages: of the processor, on either side, and when a process is young.
enum TypedSuite {
    static func run(_ options: Options) throws -> [Comparison] {
        try services(options) + clients(options) + beginnings(options)
    }

    private static func services(_ options: Options) throws -> [Comparison] {
        guard let wrk = Programs.wrk else {
            say("typed: the services are left out, there is no wrk (on Debian: wrk).")
            return []
        }
        return try pair { plain, typed in
            for service in [plain, typed] { _ = try service.load(1024, 32, options, wrk) }
            return try Call.all.map { call in
                var comparison = comparison("service, \(call.description)", target: call.size == 1024)
                for _ in 0..<options.rounds {
                    let bare = try plain.load(call.size, call.connections, options, wrk)
                    comparison.add(try typed.load(call.size, call.connections, options, wrk), bare)
                }
                return comparison
            }
        }
    }

    private static func clients(_ options: Options) throws -> [Comparison] {
        try pair { plain, _ in
            try Call.all.map { call in
                func processor(_ kind: String) throws -> Double {
                    let output = try ChildProcess.run(
                        Programs.ours,
                        [kind, plain.service.address, String(call.size), String(call.connections), String(options.seconds)])
                    guard let time = value(in: output, after: "processor=") else {
                        throw Service.Refused(service: plain.service.name, output: output)
                    }
                    return time
                }
                var comparison = comparison("client, \(call.description)", target: call.size == 1024)
                for _ in 0..<options.rounds {
                    let bare = try processor("call")
                    comparison.add(try processor("call-typed"), bare)
                }
                return comparison
            }
        }
    }

    /// Each round with processes that have done nothing yet.
    private static func beginnings(_ options: Options) throws -> [Comparison] {
        var (start, first) = (
            Comparison("from the start of a process to READY", "typed", against: "plain", in: "ms"),
            Comparison("first call of a client on a new service", "typed", against: "plain", in: "ms")
        )
        let clock = ContinuousClock()
        for round in 0...options.rounds {
            let figures = try ["typed", "plain"].map { kind in
                let address = "http://localhost:\(try Programs.freePort())/peer"
                let begin = clock.now
                return try ChildProcess.with(Programs.ours, [kind == "typed" ? "serve-typed" : "serve", address]) { child in
                    try child.awaitLine(beginning: "READY")
                    let ready = (clock.now - begin) / .milliseconds(1)
                    let output = try ChildProcess.run(Programs.ours, ["first", address, kind])
                    guard let call = value(in: output, after: "first=") else { throw Service.Refused(service: kind, output: output) }
                    return (ready: ready, call: call / 1000)
                }
            }
            // The first round finds the program on the disk.
            if round == 0 { continue }
            start.add(figures[0].ready, figures[1].ready)
            first.add(figures[0].call, figures[1].call)
        }
        return [start, first]
    }

    private static func comparison(_ what: String, target: Bool) -> Comparison {
        Comparison(what, "typed", against: "plain", in: "µs of processor a call", target ? .atMost(1.25) : .none)
    }

    private struct Running {
        var service: Service
        var child: ChildProcess

        /// What a call costs the service, in microseconds of processor.
        func load(_ size: Int, _ connections: Int, _ options: Options, _ wrk: String) throws -> Double {
            let before = child.processorTime
            let rate = try service.callsByWrk(size, connections, seconds: options.seconds, wrk)
            guard let before, let after = child.processorTime else { return .nan }
            return (after - before) / (rate * Double(options.seconds))
        }
    }

    private static func pair<Value>(_ body: (Running, Running) throws -> Value) throws -> Value {
        func with<Result>(_ word: String, _ name: String, _ body: (Running) throws -> Result) throws -> Result {
            let address = "http://localhost:\(try Programs.freePort())/peer"
            return try ChildProcess.with(Programs.ours, [word, address]) { child in
                try child.awaitLine(beginning: "READY")
                return try body(Running(service: Service(name: name, address: address), child: child))
            }
        }
        return try with("serve", "plain") { plain in try with("serve-typed", "typed") { typed in try body(plain, typed) } }
    }
}
