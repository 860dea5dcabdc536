using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kif.Serving.Tests;

/// <summary>A server at a free port of this machine, with a client.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestServer(WebApplication app) => this.app = app;

    // A response that is given up is not read to its end first, as the usual client does for two seconds.
    public HttpClient Client { get; } = new(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { Timeout = TimeSpan.FromSeconds(60) };

    public static async Task<TestServer> StartAsync(Assistant assistant, ServingOptions? options = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        app.MapKifChat(assistant, options);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var server = new TestServer(app);
        server.Client.BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <summary>Sends a request; returns when the head of the answer is there.</summary>
    public Task<HttpResponseMessage> PostAsync(string body) => PostUntilAsync(body, TestContext.Current.CancellationToken);

    /// <summary>Sends a request that its sender may give up.</summary>
    public Task<HttpResponseMessage> PostUntilAsync(string body, CancellationToken cancellation) =>
        Client.SendAsync(new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            HttpCompletionOption.ResponseHeadersRead, cancellation);

    public async Task<(int Status, JsonElement Json)> AskAsync(string body)
    {
        using HttpResponseMessage response = await PostAsync(body);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    public Task<string> GetAsync(string path) => Client.GetStringAsync(path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
