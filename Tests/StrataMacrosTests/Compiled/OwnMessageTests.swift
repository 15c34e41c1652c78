import StrataInProcess
import StrataServiceModel
import StrataTextEncoding
import Testing

/// Types of the user that are called as ours are.
@Suite("Own messages", .timeLimit(.minutes(1)))
struct OwnMessageTests {
    private let binding = CustomBinding("in-process") {
        TextEncoding(.soap12Addressing10)
        InProcessTransport(hub: InProcessHub())
    }

    /// A value that happens to be called `Message` stands beside other parameters, as any value.
    @Test func aMessageOfOnesOwn() async throws {
        var service = HostedService<any Chatroom>(.single(Parlour()))
        service.addEndpoint(ChatroomContract.self, binding, at: EndpointAddress("inproc:chat"))
        try await ServiceHost(service).whileServing { host in
            try await binding.withClient(ChatroomClient.self, of: host.addresses[0]) { chat in
                let answer = try await chat.say(message: Chat.Message(text: "hello"), to: "ann")
                #expect(answer.heard == Chat.Message(text: "hello!") && answer.by == "ann")
            }
        }
    }

    /// The framework's is known by its type, not by its name: what cannot be is said before anything opens.
    @Test func aWholeMessageBesideOthers() {
        var service = HostedService<any Crowd>(.single(Mob()))
        service.addEndpoint(CrowdContract.self, binding, at: EndpointAddress("inproc:crowd"))
        #expect { _ = try ServiceHost(service) } throws: { "\($0)".contains("'message' of operation 'say' must be its only parameter") }
        #expect { _ = try ClientFactory<CrowdClient>(binding) } throws: { "\($0)".contains("must be its only parameter") }
    }
}
