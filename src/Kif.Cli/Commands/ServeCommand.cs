using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Kif.Models;
using Kif.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kif.Cli;

/// <summary>The command <c>kif serve</c>: trained models behind OpenAI's chat-completions form.</summary>
internal static class ServeCommand
{
    public static Command Create(KifCatalog catalog)
    {
        var results = new Argument<string[]>("RUN") { HelpName = "[NAME=]RUN", Arity = ArgumentArity.OneOrMore,
            Description = "A run's folder, or an adapter or a model. Further ones are adapters of the same base model; the name chooses one in requests." };
        var host = new Option<string>("--host") { HelpName = "ADDRESS", Description = "The address to listen at; 0.0.0.0 for all. Default: 127.0.0.1.",
            DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { HelpName = "N", Description = "The port; 0 for a free one. Default: 8080.", DefaultValueFactory = _ => 8080 };
        var parallel = new Option<int>("--parallel") { HelpName = "N", Description = "Answers computed at the same time. Default: 1.",
            DefaultValueFactory = _ => 1 };
        var queue = new Option<int>("--queue") { HelpName = "N", Description = "Requests that may wait; more get 429. Default: 32.",
            DefaultValueFactory = _ => 32 };
        var most = new Option<int>("--token-limit")
            { HelpName = "N", Description = "Maximum number of tokens of an answer, whatever a request says. Default: 1024.", DefaultValueFactory = _ => 1024 };
        var timeout = new Option<int>("--timeout") { HelpName = "SECONDS", Description = "The longest time for an answer, waiting included. Default: 300.",
            DefaultValueFactory = _ => 300 };
        var options = new AnswerOptionSet();
        var download = new DownloadOption();
        var command = new Command("serve", """
            Serves trained models over HTTP in the form of OpenAI's chat completions, with streaming:
            POST /v1/chat/completions, GET /v1/models, /health and /metrics (Prometheus).

            Example: kif serve runs/x/kif-lora/order-1/seed-1
                     kif serve tickets=runs/a/kif-lora/order-1/seed-1 reviews=my-adapter --port 9000
            """) { results, host, port, parallel, queue, most, timeout };
        options.AddTo(command, chosen: false);
        download.AddTo(command);
        command.SetAction((parsed, cancellation) => RunChoices.OfAsync("serve", () => Guard.RunWithTorchAsync(async () =>
        {
            (string? Name, string Result)[] named = [.. parsed.GetValue(results)!.Select(Named)];
            if (named.Select(n => n.Name).OfType<string>().GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new CompositionException($"two models are named '{twice.Key}'");
            if (parsed.GetValue(port) is < 0 or > 65535) throw new CompositionException($"--port is {parsed.GetValue(port)}; allowed: 0 to 65535");
            if (parsed.GetValue(timeout) < 1) throw new CompositionException($"--timeout is {parsed.GetValue(timeout)}; allowed: 1 or more seconds");
            IPAddress address = Address(parsed.GetValue(host)!);
            foreach ((_, string result) in named) await download.FetchAsync(parsed, cancellation, (result, HubContent.Adapter));
            var limits = new ServingOptions
            {
                Parallel = parsed.GetValue(parallel), Queue = parsed.GetValue(queue), MaxNewTokens = parsed.GetValue(most),
                DefaultNewTokens = options.MaxNewTokens(parsed), Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            };
            using Assistant assistant = await Guard.UntilStoppedAsync(
                () => options.Load(parsed, named[0].Result, catalog, name: named[0].Name), cancellation);
            foreach ((string? name, string result) in named.Skip(1)) assistant.AddAdapter(name ?? assistant.FreeName(result), result);
            await using WebApplication app = Application(assistant, limits, address, parsed.GetValue(port));
            try { await app.StartAsync(cancellation); }
            catch (IOException e) { throw new IOException($"can't listen at {address}, port {parsed.GetValue(port)}: {e.Message}", e); }
            string url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            Console.WriteLine($"{string.Join(", ", assistant.Adapters)} on {assistant.Model}: {url}/v1/chat/completions (Ctrl+C stops)");
            Console.WriteLine($$"""Try: curl {{url}}/v1/chat/completions -d '{"messages":[{"role":"user","content":"Hello"}]}'""");
            try { await Task.Delay(Timeout.Infinite, cancellation); }
            catch (OperationCanceledException) { }
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await app.StopAsync(patience.Token);
            return 0;
        })));
        return command;
    }

    /// <summary>
    /// Builds the application; at a loopback address it answers to names of this machine alone, so that no page in a browser reaches it by another.
    /// </summary>
    internal static WebApplication Application(Assistant assistant, ServingOptions limits, IPAddress address, int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = limits.MaxRequestBytes;
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, port);
        });
        if (IPAddress.IsLoopback(address))
            builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]", address.ToString()]);
        WebApplication app = builder.Build();
        if (IPAddress.IsLoopback(address)) app.UseHostFiltering();
        app.MapKifChat(assistant, limits);
        return app;
    }

    private static IPAddress Address(string host)
    {
        if (host == "localhost") return IPAddress.Loopback;
        if (IPAddress.TryParse(host, out IPAddress? address)) return address;
        try { return Dns.GetHostAddresses(host).First(); }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            throw new CompositionException($"--host is '{host}', which is no address of this machine; e.g. 127.0.0.1 or 0.0.0.0", e);
        }
    }

    /// <summary>Splits NAME=RUN; a path with = in it that is there has no name.</summary>
    private static (string? Name, string Result) Named(string argument)
    {
        int at = argument.IndexOf('=');
        if (at <= 0 || Path.Exists(argument)) return (null, argument);
        return argument[(at + 1)..] is { Length: > 0 } result ? (argument[..at], result)
            : throw new CompositionException($"'{argument}' names no run after =");
    }
}
