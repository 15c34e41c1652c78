/// Our client on our service, plain and over TLS, against wrk on gSOAP: both ends of one stack each.
enum ClientSuite {
    static func run(_ options: Options) throws -> [Comparison] {
        if Programs.wrk == nil { say("client: wrk on gSOAP is left out, there is no wrk (on Debian: wrk).") }
        return try Programs.withCertificates { folder in
            try Service.withAll("client", tls: nil, only: ["ours", "gSOAP"]) { plain in
                try Service.withAll("client", tls: folder, only: ["ours"]) { secured in
                    try Call.all.flatMap { try compare($0, plain, secured, folder, options) }
                }
            }
        }
    }

    private static func compare(
        _ call: Call, _ plain: [Service], _ secured: [Service], _ folder: String, _ options: Options
    ) throws -> [Comparison] {
        let (size, count) = (call.size, call.connections)
        let isNamed = size == 1024
        var others = Comparison(
            call.description, "our client", against: "wrk on gSOAP", in: "calls/s",
            isNamed ? .atLeast(1, goal: count == 1 ? 1.15 : 1.4) : .none)
        var tls = Comparison(
            call.description, "HTTPS", against: "HTTP", in: "calls/s", isNamed ? .atLeast(0.6, goal: 0.75) : .none)
        for _ in 0..<options.rounds {
            let own = try plain[0].callsByOurs(size, count, seconds: options.seconds, certificates: nil)
            if let wrk = Programs.wrk, plain.count > 1 {
                others.add(own, try plain[1].callsByWrk(size, count, seconds: options.seconds, wrk))
            }
            tls.add(try secured[0].callsByOurs(size, count, seconds: options.seconds, certificates: folder), own)
        }
        return [others, tls].filter { !$0.pairs.isEmpty }
    }
}
