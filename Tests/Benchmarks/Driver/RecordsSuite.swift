/// 1,000 records each way through our typed service, SoapCore's and gSOAP's, with the same request.
enum RecordsSuite {
    private static let count = 1000

    static func run(_ options: Options) throws -> [Comparison] {
        guard let wrk = Programs.wrk else {
            say("records: left out, there is no wrk (on Debian: wrk).")
            return []
        }
        return try Service.withRecords { services in
            for service in services {
                _ = try service.callsByWrk(count, 8, seconds: service.name == "SoapCore" ? 3 : 1, wrk, script: Programs.records)
            }
            return try [1, 8].flatMap { connections in
                var comparisons = services.dropFirst().map { other in
                    Comparison(
                        "\(count) records, \(connections == 1 ? "1 connection" : "\(connections) connections")", "ours",
                        against: other.name,
                        in: "calls/s", other.name == "SoapCore" ? .atLeast(1.5, goal: nil) : .none)
                }
                for _ in 0..<options.rounds {
                    let rates = try services.map {
                        try $0.callsByWrk(count, connections, seconds: options.seconds, wrk, script: Programs.records)
                    }
                    for (index, rate) in rates.dropFirst().enumerated() { comparisons[index].add(rates[0], rate) }
                }
                return comparisons
            }
        }
    }
}
