import Foundation
import Strata
import StrataCrypto
import StrataTLS

do {
    // Certificates of one's own, or those of a folder: `Echo FOLDER`.
    let folder = CommandLine.arguments.dropFirst().first
    try await demonstrate(try folder.map(Certificates.load(from:)) ?? Certificates.make())
} catch {
    print("Echo ends here: \(error)")
    exit(1)
}

/// Opens the service, calls it in three ways, closes it, and explains its binding.
func demonstrate(_ certificates: Certificates) async throws {
    print("The service is \(certificates.identity.certificate.subject), says \(certificates.identity.certificate.issuer)")

    let binding = serviceBinding(certificates.identity, users: OneUser())
    let listener = try binding.makeReplyListener(at: EndpointAddress("https://localhost:0/echo"))
    try await listener.open()
    print("It listens at \(listener.address)\n")

    let trust = TLSTrust.roots(certificates.authorities)
    let right = clientBinding(trust: trust, password: "open sesame")
    let wrongPassword = clientBinding(trust: trust, password: "sesame")
    let noTrust = clientBinding(trust: .systemRoots, password: "open sesame")

    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await serve(listener) }

        print("alice calls and says 'hello':")
        print("  the service answers '\(try await call(listener.address, over: right))'\n")

        print("alice calls with a wrong password:")
        print("  \(try await refusal { try await call(listener.address, over: wrongPassword) })\n")

        print("alice calls, but does not trust the authority that vouches for the service:")
        print("  \(try await refusal { try await call(listener.address, over: noTrust) })\n")

        // Closing lets the calls that are under way end, then `serve` returns.
        try await listener.close()
        try await group.waitForAll()
    }

    print("The service is closed. This is what its binding is:\n")
    print(binding.explain())
}

/// What stands in the way of a call that must not succeed.
func refusal(_ call: () async throws -> String) async throws -> String {
    do {
        let answer = try await call()
        throw Unexpected(answer: answer)
    } catch let error as CommunicationError {
        return "\(error.code): \(error.message)"
    }
}

struct Unexpected: Error {
    var answer: String
}
