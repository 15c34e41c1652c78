import StrataServiceModel

/// What people call their own types is their affair.
enum Chat {
    /// A value, and not the whole of what is sent: any number may be parameters, beside others.
    @DataContract(namespace: "urn:example:chat")
    struct Message: Sendable, Equatable {
        @DataMember(name: "Text") var text: String
    }
}

@ServiceContract(namespace: "urn:example:chat")
protocol Chatroom: Sendable {
    @Operation(name: "Say") func say(message: Chat.Message, to reader: String) async throws -> (heard: Chat.Message, by: String)
}

struct Parlour: Chatroom {
    func say(message: Chat.Message, to reader: String) async throws -> (heard: Chat.Message, by: String) {
        (Chat.Message(text: message.text + "!"), reader)
    }
}

/// The framework's, in a place where it cannot be.
@ServiceContract(namespace: "urn:example:chat")
protocol Crowd: Sendable {
    func say(message: Message, to: String) async throws
}

struct Mob: Crowd {
    func say(message: Message, to: String) async throws {}
}
