import Foundation
import Strata
import StrataTLS

let certificates = try Certificates()
defer { certificates.remove() }
print("Made a test authority and a certificate for localhost in \(certificates.folder.path)")

let binding = serviceBinding(try certificates.server, users: OneUser())
let listener = try binding.makeReplyListener(at: EndpointAddress("https://localhost:0/echo"))
try await listener.open()
print("Service listens at \(listener.address)\n")

let trust = TLSTrust.roots(try certificates.authority)
let client = clientBinding(trust: trust, password: "open sesame")

try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await serve(listener) }

    print("alice calls and says 'hello':")
    print("  the service answers '\(try await call(listener.address, over: client))'\n")

    print("alice calls with a wrong password:")
    do {
        _ = try await call(listener.address, over: clientBinding(trust: trust, password: "sesame"))
        throw Unexpected.answer
    } catch let error as CommunicationError { print("  \(error.code): \(error.message)\n") }

    print("alice calls, but does not trust the authority that vouches for the service:")
    do {
        _ = try await call(listener.address, over: clientBinding(trust: .systemRoots, password: "open sesame"))
        throw Unexpected.answer
    } catch let error as CommunicationError { print("  \(error.code): \(error.message)\n") }

    try await listener.close()
    try await group.waitForAll()
}

print("The service is closed. This is what its binding is:\n")
print(binding.explain())

enum Unexpected: Error {
    case answer
}
