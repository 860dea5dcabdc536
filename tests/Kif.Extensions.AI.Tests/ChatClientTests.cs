using Microsoft.Extensions.AI;

namespace Kif.Extensions.AI.Tests;

/// <summary>A chat client answers as its assistant does, whole and in pieces.</summary>
public sealed class ChatClientTests(ChatFolder folder) : IClassFixture<ChatFolder>
{
    private static readonly ChatMessage[] Talk =
        [new(ChatRole.System, "Be short."), new(ChatRole.User, "Where is the key?"), new(ChatRole.Assistant, "Here."), new(ChatRole.User, "And the lock?")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(0f)]
    public async Task Without_a_temperature_an_answer_is_the_assistants_greedy_one(float? temperature)
    {
        using Assistant assistant = folder.Open();
        using var client = new KifChatClient(assistant, leaveOpen: true);
        var options = new ChatOptions { Temperature = temperature, MaxOutputTokens = 24, TopP = 0.5f, TopK = 3, Seed = 4 };
        AssistantAnswer wanted = assistant.Reply(
            [new("system", "Be short."), new("user", "Where is the key?"), new("assistant", "Here."), new("user", "And the lock?")],
            new() { MaxNewTokens = 24 }, cancellation: Stop);
        ChatResponse whole = await client.GetResponseAsync(Talk, options, Stop);
        whole.Text.Should().Be(wanted.Text).And.NotBeEmpty();
        whole.FinishReason.Should().Be(wanted.End == AnswerEnd.Length ? ChatFinishReason.Length : ChatFinishReason.Stop);
        whole.Usage!.InputTokenCount.Should().Be(wanted.PromptTokens);
        whole.Usage.OutputTokenCount.Should().Be(wanted.AnswerTokens);
        whole.Usage.TotalTokenCount.Should().Be(wanted.PromptTokens + wanted.AnswerTokens);
        (whole.ModelId, whole.ResponseId is not null, whole.CreatedAt is not null).Should().Be(("first", true, true));

        List<ChatResponseUpdate> updates = await client.GetStreamingResponseAsync(Talk, options, Stop).ToListAsync(Stop);
        updates.Count.Should().BeGreaterThan(3);
        updates[..^1].Should().OnlyContain(u => u.FinishReason == null && u.Text.Length > 0);
        updates[^1].FinishReason.Should().Be(whole.FinishReason);
        updates.Select(u => (u.ResponseId, u.MessageId, u.ModelId, u.Role)).Distinct().Should().ContainSingle();
        ChatResponse joined = updates.ToChatResponse();
        joined.Text.Should().Be(whole.Text);
        joined.Usage.Should().BeEquivalentTo(whole.Usage);
        joined.Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task A_single_question_is_asked_as_the_assistant_asks_it()
    {
        using Assistant plain = Assistant.Load(folder.Model, folder.First, new() { Chat = false });
        using var client = new KifChatClient(plain, leaveOpen: true);
        ChatResponse response = await client.GetResponseAsync("Where is the key?", new() { MaxOutputTokens = 16 }, Stop);
        response.Text.Should().Be(plain.Answer("Where is the key?", new() { MaxNewTokens = 16 }, Stop));
        plain.Ask("Where is the key?", cancellation: Stop).PromptTokens.Should().Be((int)response.Usage!.InputTokenCount!).And
            .BeLessThan(plain.Reply([new("user", "Where is the key?")], cancellation: Stop).PromptTokens);
    }

    [Fact]
    public async Task Drawn_answers_are_those_of_the_same_numbers_and_seed()
    {
        using Assistant assistant = folder.Open();
        using var client = new KifChatClient(assistant, leaveOpen: true);
        var options = new ChatOptions { Temperature = 0.7f, TopP = 0.9f, TopK = 40, Seed = 8, MaxOutputTokens = 30 };
        string drawn = (await client.GetResponseAsync("Sing.", options, Stop)).Text;
        drawn.Should().Be(assistant.Answer("Sing.", new() { MaxNewTokens = 30, Sampling = new() { Temperature = 0.7, TopP = 0.9, TopK = 40, Seed = 8 } }, Stop));
        (await client.GetResponseAsync("Sing.", options, Stop)).Text.Should().Be(drawn);
        drawn.Should().NotBe(assistant.Answer("Sing.", new() { MaxNewTokens = 30 }, Stop));
        options.Seed = 9;
        (await client.GetResponseAsync("Sing.", options, Stop)).Text.Should().NotBe(drawn);
    }

    [Fact]
    public async Task A_stop_sequence_ends_an_answer_and_is_no_part_of_it()
    {
        using var client = new KifChatClient(folder.Open());
        var options = new ChatOptions { MaxOutputTokens = 40 };
        string whole = (await client.GetResponseAsync("Where?", options, Stop)).Text;
        options.StopSequences = [whole[10..12], whole[20..23]];
        string wanted = whole[..options.StopSequences.Min(s => whole.IndexOf(s, StringComparison.Ordinal))].TrimEnd();
        ChatResponse stopped = await client.GetResponseAsync("Where?", options, Stop);
        (stopped.Text, stopped.FinishReason).Should().Be((wanted, ChatFinishReason.Stop));
        List<ChatResponseUpdate> updates = await client.GetStreamingResponseAsync("Where?", options, Stop).ToListAsync(Stop);
        string.Concat(updates.Select(u => u.Text)).Should().Be(wanted);
    }

    [Fact]
    public async Task Instructions_come_first_as_a_system_message_and_before_one_that_is_there()
    {
        using Assistant assistant = folder.Open();
        using var client = new KifChatClient(assistant, leaveOpen: true);
        var options = new ChatOptions { Instructions = "Rhyme.", MaxOutputTokens = 12 };
        (await client.GetResponseAsync("Go.", options, Stop)).Text.Should()
            .Be(assistant.Reply([new("system", "Rhyme."), new("user", "Go.")], new() { MaxNewTokens = 12 }, cancellation: Stop).Text);
        (await client.GetResponseAsync([new(ChatRole.System, "Be short."), new(ChatRole.User, "Go.")], options, Stop)).Text.Should()
            .Be(assistant.Reply([new("system", "Rhyme.\n\nBe short."), new("user", "Go.")], new() { MaxNewTokens = 12 }, cancellation: Stop).Text);
    }

    [Fact]
    public async Task A_model_without_a_template_answers_one_message_and_refuses_more()
    {
        using Assistant assistant = Assistant.Open("embedded");
        using var client = new KifChatClient(assistant, leaveOpen: true);
        (await client.GetResponseAsync("hello", cancellationToken: Stop)).Text.Should().Be(assistant.Answer("hello", cancellation: Stop));
        Func<Task> talk = () => client.GetResponseAsync(Talk, cancellationToken: Stop);
        (await talk.Should().ThrowAsync<NotSupportedException>()).WithMessage("'embedded' has no chat template*4 messages*the user's last one alone*");
        Func<Task> told = () => client.GetResponseAsync("hello", new() { Instructions = "Be short." }, Stop);
        (await told.Should().ThrowAsync<NotSupportedException>()).WithMessage("*Instructions*into the user's message*");
    }

    [Fact]
    public void It_tells_what_it_is()
    {
        using Assistant assistant = folder.Open();
        using var client = new KifChatClient(assistant, leaveOpen: true);
        ChatClientMetadata metadata = client.GetRequiredService<ChatClientMetadata>();
        (metadata.ProviderName, metadata.DefaultModelId, metadata.ProviderUri).Should().Be(("kif", "first", null));
        client.GetService<Assistant>().Should().BeSameAs(assistant);
        client.GetService<IChatClient>().Should().BeSameAs(client);
        client.GetService<KifChatClient>("key").Should().BeNull();
        client.GetService<string>().Should().BeNull();
        using var plain = new KifChatClient(Assistant.Load(folder.Model));
        plain.GetService<ChatClientMetadata>()!.DefaultModelId.Should().Be("tiny-chat");
    }

    [Fact]
    public async Task What_a_caller_changes_after_its_call_changes_no_answer()
    {
        using var client = new KifChatClient(folder.Open());
        List<ChatMessage> messages = [new(ChatRole.User, "Where?")];
        var options = new ChatOptions { MaxOutputTokens = 8 };
        string wanted = (await client.GetResponseAsync(messages, options, Stop)).Text;
        IAsyncEnumerable<ChatResponseUpdate> stream = client.GetStreamingResponseAsync(messages, options, Stop);
        messages.Add(new(ChatRole.User, "No."));
        options.MaxOutputTokens = 1;
        (await stream.ToChatResponseAsync(Stop)).Text.Should().Be(wanted);
    }
}
