/// Our service under wrk, against the floor and the services of others under the same load.
enum HTTPSuite {
    static func run(_ options: Options, tls: Bool) throws -> [Comparison] {
        let suite = tls ? "https" : "http"
        guard let wrk = Programs.wrk else {
            say("\(suite): left out, there is no wrk (on Debian: wrk).")
            return []
        }
        return try Programs.withCertificates { folder in
            try Service.withAll(suite, tls: tls ? folder : nil) { services in
                // Each service gets its share of the machine's warm-up; .NET compiles while it runs.
                for service in services { _ = try service.callsByWrk(1024, 32, seconds: service.name == "SoapCore" ? 3 : 1, wrk) }
                return try Call.all.flatMap { call in
                    var comparisons = services.dropFirst().map { other in
                        Comparison(
                            call.description, "ours", against: other.name, in: "calls/s", tls ? .none : target(call, other.name))
                    }
                    for _ in 0..<options.rounds {
                        let rates = try services.map { try $0.callsByWrk(call.size, call.connections, seconds: options.seconds, wrk) }
                        for (index, rate) in rates.dropFirst().enumerated() { comparisons[index].add(rates[0], rate) }
                    }
                    return comparisons
                }
            }
        }
    }

    private static func target(_ call: Call, _ other: String) -> Comparison.Target {
        switch (call.size, call.connections, other) {
        case (1024, 1, "C floor"): .atLeast(nil, goal: 0.85)
        case (1024, 1, "gSOAP"): .atLeast(1, goal: nil)
        case (1024, 32, "C floor"): .atLeast(nil, goal: 0.5)
        case (1024, 32, "gSOAP"): .atLeast(1.2, goal: 1.55)
        case (1024, 32, "SoapCore"): .atLeast(2.5, goal: 3.6)
        case (65536, 32, "gSOAP"), (65536, 32, "SoapCore"): .atLeast(2, goal: 4)
        default: .none
        }
    }
}
