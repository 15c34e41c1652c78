import Foundation
import StrataCore
import StrataInfoset

// A stack of strangers: none of these elements is known to the framework, and none sees more of it than its core.
let wire = try Wire()
let binding = CustomBinding("packets") {
    Audit()
    LineEncoding()
    AuditAs(name: "alice")
    PacketTransport(wire: wire)
}
let address = EndpointAddress("packet:demo")

try await withThrowingTaskGroup(of: Void.self) { group in
    let listener = try binding.makeInputListener(at: address)
    group.addTask {
        try await listener.run { channel in
            for try await message in channel.messages { print("received: \(try message.bodyContents?.string() ?? "")") }
            listener.abort()
        }
    }
    try await binding.withOutputChannel(to: address) { channel in
        for word in ["hello", "from", "afar"] {
            try await channel.send(Message(version: .none, action: "say") { $0.element(ExpandedName("line"), word) })
        }
    }
    try await group.waitForAll()
}

// What it cannot do it says before anything is sent.
do throws(BindingError) { _ = try binding.makeRequestFactory() } catch { print(error.message) }
print(binding.explain())

// And what an author wants to know of them: the kits.
exit(await passesTheKits() ? 0 : 1)
