using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Kif.Extensions.AI.Tests;

/// <summary>Each request has its adapter.</summary>
public sealed class AdapterTests(ChatFolder folder) : IClassFixture<ChatFolder>
{
    private const string Question = "Where is the key?";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ChatOptions Options(string? adapter = null, string? model = null) => new()
    {
        MaxOutputTokens = 24, ModelId = model, AdditionalProperties = adapter is null ? null : new() { ["adapter"] = adapter },
    };

    [Fact]
    public async Task A_request_is_answered_by_the_adapter_that_it_names()
    {
        string first = Alone(folder.First), second = Alone(folder.Second), plain = Alone(null);
        new[] { first, second, plain }.Should().OnlyHaveUniqueItems();
        using var client = new KifChatClient(folder.Open());
        await Answers(Options(), first, "first");
        await Answers(Options("second"), second, "second");
        await Answers(Options(model: "second"), second, "second");
        await Answers(Options("second", "second"), second, "second");
        await Answers(Options("second", "tiny-chat"), second, "second");
        await Answers(Options(model: "tiny-chat"), first, "first");
        await Answers(Options(model: folder.Model), first, "first");
        await Answers(Options("base"), plain, "tiny-chat");
        ChatOptions fromJson = Options();
        fromJson.AdditionalProperties = JsonSerializer.Deserialize<AdditionalPropertiesDictionary>("""{ "Adapter": "second" }""");
        await Answers(fromJson, second, "second");

        async Task Answers(ChatOptions options, string wanted, string name)
        {
            ChatResponse response = await client.GetResponseAsync(Question, options, Stop);
            (response.Text, response.ModelId).Should().Be((wanted, name));
        }
    }

    [Fact]
    public async Task Adapters_side_by_side_and_at_the_same_time_answer_as_alone()
    {
        string?[] adapters = ["first", "second", "base"];
        string[] wanted = [Alone(folder.First), Alone(folder.Second), Alone(null)];
        using var client = new KifChatClient(folder.Open(), concurrency: 3);
        string[] found = await Task.WhenAll(Enumerable.Range(0, 18).Select(async i => i % 2 == 0
            ? (await client.GetResponseAsync(Question, Options(adapters[i % 3]), Stop)).Text
            : (await client.GetStreamingResponseAsync(Question, Options(adapters[i % 3]), Stop).ToChatResponseAsync(Stop)).Text));
        found.Should().Equal(Enumerable.Range(0, 18).Select(i => wanted[i % 3]));
    }

    [Theory]
    [InlineData("secnd", null, "*no adapter is named 'secnd'; did you mean 'second'? There are: first, second, base*")]
    [InlineData(null, "gpt-5", "*no model or adapter is named 'gpt-5'*first, second, base, tiny-chat*")]
    [InlineData("first", "second", "*two adapters; set one of the two*")]
    public async Task An_unknown_name_is_refused(string? adapter, string? model, string message)
    {
        using var client = new KifChatClient(folder.Open());
        Func<Task> ask = () => client.GetResponseAsync(Question, Options(adapter, model), Stop);
        (await ask.Should().ThrowAsync<ArgumentException>()).WithMessage(message);
    }

    [Fact]
    public void An_adapter_whose_base_has_moved_is_added_to_the_model_that_was_named()
    {
        string moved = Path.Combine(folder.Model, "..", "moved");
        Directory.CreateDirectory(moved);
        File.Copy(Path.Combine(folder.Second, "adapter_model.safetensors"), Path.Combine(moved, "adapter_model.safetensors"), overwrite: true);
        File.WriteAllText(Path.Combine(moved, "adapter_config.json"),
            File.ReadAllText(Path.Combine(folder.Second, "adapter_config.json")).Replace(folder.Model, "/somewhere/else"));
        using Assistant assistant = Assistant.Load(folder.Model);
        assistant.AddAdapter("moved", moved);
        assistant.Answer(Question, new() { Adapter = "moved", MaxNewTokens = 24 }, Stop).Should().Be(Alone(folder.Second));
        FluentActions.Invoking(() => Assistant.Open(moved)).Should().Throw<DirectoryNotFoundException>();
    }

    [Fact]
    public async Task An_adapter_is_named_by_a_text()
    {
        using var client = new KifChatClient(folder.Open());
        Func<Task> ask = () => client.GetResponseAsync(Question, new() { AdditionalProperties = new() { ["adapter"] = 2 } }, Stop);
        (await ask.Should().ThrowAsync<ArgumentException>()).WithMessage("*Int32 '2'*an adapter's name, a string*");
    }

    private string Alone(string? adapter)
    {
        using Assistant assistant = Assistant.Load(folder.Model, adapter);
        return assistant.Answer(Question, new() { MaxNewTokens = 24 }, Stop);
    }
}
