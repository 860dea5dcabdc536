using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kif.Extensions.AI.Tests;

/// <summary>A registered client: options from code and files, checked when the host starts, loaded when it is asked for, disposed with its container.</summary>
public sealed class ServiceTests(ChatFolder folder) : IClassFixture<ChatFolder>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Options_come_from_code()
    {
        ServiceCollection services = new();
        services.AddKifChatClient(o =>
        {
            (o.Model, o.Adapter, o.Concurrency) = (folder.Model, folder.First, 2);
            o.Adapters["other"] = folder.Second;
        });
        ServiceProvider provider = services.BuildServiceProvider();
        var client = (KifChatClient)provider.GetRequiredService<IChatClient>();
        provider.GetRequiredService<IChatClient>().Should().BeSameAs(client);
        client.GetService<Assistant>()!.Adapters.Should().Equal("first", "other");
        (await client.GetResponseAsync("Go.", new() { ModelId = "other", MaxOutputTokens = 3 }, Stop)).ModelId.Should().Be("other");
        await provider.DisposeAsync();
        await FluentActions.Awaiting(() => client.GetResponseAsync("Go.", null, Stop)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Options_come_from_sections_each_client_by_its_key()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["A:Model"] = folder.Model, ["A:Adapters:second"] = folder.Second, ["A:ContextTokens"] = "64", ["A:Chat"] = "false", ["B:Model"] = "embedded",
        }).Build();
        ServiceCollection services = new();
        services.AddKeyedKifChatClient("a", configuration.GetSection("A")).AddKeyedKifChatClient("b", configuration.GetSection("B"));
        await using ServiceProvider provider = services.BuildServiceProvider();
        IChatClient a = provider.GetRequiredKeyedService<IChatClient>("a"), b = provider.GetRequiredKeyedService<IChatClient>("b");
        a.GetService<Assistant>()!.Adapters.Should().Equal("base", "second");
        b.GetService<Assistant>()!.Model.Should().Be("embedded");
        provider.GetService<IChatClient>().Should().BeNull();
        (await a.GetResponseAsync("Go.", new() { MaxOutputTokens = 3 }, Stop)).Usage!.InputTokenCount.Should().BeLessThan(10);
    }

    [Theory]
    [InlineData("", "", "*Model and Adapter are empty*'embedded'*")]
    [InlineData("Model", "no/such/folder", "*no/such/folder*")]
    [InlineData("Adapters:x", "no/such/adapter", "*Adapters:x:*no/such/adapter*")]
    [InlineData("Adapters:base", "FIRST", "*Adapters:base: the name is in use*")]
    [InlineData("Adapters:x", "embedded", "*Adapters:x*'embedded'*a model*")]
    [InlineData("Concurrency", "0", "*concurrency is 0*")]
    [InlineData("ContextTokens", "5", "*contexttokens is 5*")]
    [InlineData("Precision", "float31", "*'float31'; did you mean 'float32'*")]
    [InlineData("Device", "gpu", "*device is 'gpu'; allowed: cpu*")]
    [InlineData("Modell", "embedded", "*Modell*")]
    public async Task A_wrong_option_keeps_the_host_from_starting(string key, string value, string message)
    {
        Dictionary<string, string?> settings = key.Length == 0 ? [] : new() { ["Model"] = "embedded", [key] = value == "FIRST" ? folder.First : value };
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddKifChatClient(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using IHost host = builder.Build();
        (await FluentActions.Awaiting(() => host.StartAsync(Stop)).Should().ThrowAsync<Exception>()).WithMessage(message);
    }

    [Fact]
    public async Task A_host_with_right_options_starts_and_reads_no_weights_before_it_is_asked()
    {
        string broken = Directory.CreateDirectory(Path.Combine(folder.Model, "..", "broken")).FullName;
        foreach (string file in Directory.GetFiles(folder.Model)) File.Copy(file, Path.Combine(broken, Path.GetFileName(file)), overwrite: true);
        File.WriteAllText(Path.Combine(broken, "model.safetensors"), "no weights");
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddKifChatClient(o => o.Model = broken);
        using IHost host = builder.Build();
        await host.StartAsync(Stop);
        FluentActions.Invoking(host.Services.GetRequiredService<IChatClient>).Should().Throw<InvalidDataException>().WithMessage("*model.safetensors*");
        await host.StopAsync(Stop);
    }
}
