import Foundation
import Strata
import StrataCrypto
import StrataTLS

do {
    var arguments = CommandLine.arguments.dropFirst()
    let way = arguments.first.flatMap(Way.init(rawValue:))
    if way != nil { arguments.removeFirst() }
    guard arguments.count <= 1 else {
        print("usage: Calculator [\(Way.allCases.map(\.rawValue).joined(separator: "|"))] [FOLDER WITH CERTIFICATES]")
        exit(2)
    }
    // Certificates of one's own, or those of a folder.
    try await demonstrate(way ?? .https, try arguments.first.map(Certificates.load(from:)) ?? Certificates.make())
} catch {
    print("Calculator ends here: \(error)")
    exit(1)
}

/// Hosts the service, calls it in several ways, closes it, and explains its binding.
func demonstrate(_ way: Way, _ certificates: Certificates) async throws {
    let binding = way.service(certificates.identity)
    var service = HostedService<any Calculator>(.single(Desk()))
    service.concurrency = .multiple
    service.addEndpoint(CalculatorContract.self, binding, at: way.address)

    try await ServiceHost(service).whileServing { host in
        let address = host.addresses[0]
        print("The service listens at \(address)")
        if way.isSecured { print("It is \(certificates.identity.certificate.subject), says \(certificates.identity.certificate.issuer)") }

        let trust = TLSTrust.roots(certificates.authorities)
        try await way.client(trust: trust, password: "open sesame").withClient(CalculatorClient.self, of: address) { calculator in
            print("\nalice calculates:")
            print("  2 + 40 = \(try await calculator.add(a: 2, b: 40))")
            print("  1 / 8 = \(try await calculator.divide(a: 1, by: 8))")
            do {
                _ = try await calculator.divide(a: 7, by: 0)
            } catch let fault as TypedFault<DivisionByZero> {
                print("  7 / 0: \(fault.reason), not even \(fault.detail.dividend)")
            }
            for calculation in try await calculator.history(count: 2) {
                print("  she had asked: \(calculation.text), and got \(calculation.result.map { "\($0)" } ?? "nothing")")
            }
            try await calculator.forget()
        }

        if way.isSecured {
            print("\nalice calls with a wrong password:")
            print("  \(try await refusal(way.client(trust: trust, password: "sesame"), address))")
            print("\nalice calls, but does not trust the authority that vouches for the service:")
            print("  \(try await refusal(way.client(trust: .systemRoots, password: "open sesame"), address))")
        }
    }
    print("\nThe service is closed. This is what its binding is:\n")
    print(binding.explain())
}

/// What stands in the way of a call that must not succeed.
func refusal(_ binding: any Binding, _ address: EndpointAddress) async throws -> String {
    do {
        let answer = try await binding.withClient(CalculatorClient.self, of: address) { try await $0.add(a: 1, b: 1) }
        throw Unexpected(answer: answer)
    } catch let error as CommunicationError {
        return "\(error.code): \(error.message)"
    }
}

struct Unexpected: Error {
    var answer: Double
}
