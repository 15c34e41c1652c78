/// What our service and our client have in use while 1 GiB streams through, over what they have when nothing does.
enum StreamingSuite {
    private static let octets = 1 << 30
    private static let bar = 64

    static func run(_ options: Options) throws -> [Comparison] {
        try ["up", "down"].flatMap { try run($0, options) }
    }

    private static func run(_ direction: String, _ options: Options) throws -> [Comparison] {
        func comparison(_ end: String) -> Comparison {
            Comparison("1 GiB \(direction), \(end)", "most over idle", against: "\(bar) MiB", in: "MiB", .atMost(1))
        }
        var (service, client) = (comparison("service"), comparison("client"))
        var rates: [Double] = []
        for _ in 0..<options.rounds {
            // The system keeps the most that a process ever had, so each round has processes of its own.
            let address = "http://localhost:\(try Programs.freePort())/peer"
            try ChildProcess.with(Programs.ours, ["serve-streams", address]) { child in
                try child.awaitLine(beginning: "READY")
                // A small stream first: what is there after it stays, and is no cost of a large one.
                _ = try ChildProcess.run(Programs.ours, ["stream", address, direction, "65536"])
                guard let idle = child.residentMemory else { return }
                let output = try ChildProcess.run(Programs.ours, ["stream", address, direction, String(octets)])
                guard let most = child.mostMemory, let rate = value(in: output, after: "rate="),
                    let idleClient = value(in: output, after: "idle="), let mostClient = value(in: output, after: "most=")
                else { throw Service.Refused(service: "ours", output: output) }
                service.add(mebibytes(Double(most - idle)), Double(bar))
                client.add(mebibytes(mostClient - idleClient), Double(bar))
                rates.append(rate)
            }
        }
        guard !rates.isEmpty else {
            say("streaming: left out, the memory of a process is read from /proc.")
            return []
        }
        say("streaming: \(direction) at \(number(median(rates))) MB/s of octets, as base64 on the wire.")
        return [service, client]
    }

    private static func mebibytes(_ octets: Double) -> Double { octets / Double(1 << 20) }
}
