using System.Diagnostics;
using System.Text.Json;
using Kif.Tests;

namespace Kif.Models.Tests.Hub;

/// <summary>The stand-in hub of the known answers, <c>server.py</c>, in a process of its own; without Python, there is none.</summary>
public sealed class PythonHub : IDisposable
{
    private readonly Process? process;
    private readonly HttpClient http = new();

    public PythonHub()
    {
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(HubFixture.Root, "server.py"), "0", "--max-seconds", "900"])
                { RedirectStandardOutput = true, Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" } });
        }
        catch (System.ComponentModel.Win32Exception) { return; }
        string ready = process!.StandardOutput.ReadLine() ?? "";
        Dictionary<string, string> ports = ready.Split(' ').Skip(1).Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        (Endpoint, Store) = (ports.GetValueOrDefault("hub", ""), ports.GetValueOrDefault("cdn", ""));
    }

    /// <summary>The hub's address; empty if there is none.</summary>
    public string Endpoint { get; } = "";

    /// <summary>The address of the other host, from which large files come.</summary>
    public string Store { get; } = "";

    /// <summary>Begins a scenario with an empty log, or skips the test.</summary>
    public async Task BeginAsync(string scenario)
    {
        if (Endpoint.Length == 0) Assert.Skip("python3, which plays the hub, is not here");
        await PostAsync("scenario", new { scenario });
        await PostAsync("clear", new { });
    }

    /// <summary>Moves a branch.</summary>
    public Task MoveAsync(string repo, string branch, string commit) => PostAsync("branch", new { repo, branch, commit });

    /// <summary>Returns the requests since the scenario began.</summary>
    public async Task<JsonElement[]> LogAsync() =>
        [.. (await http.GetStringAsync($"{Endpoint}/__test/log")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];

    public void Dispose()
    {
        http.Dispose();
        if (process is null) return;
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private async Task PostAsync(string what, object body)
    {
        // The server reads no chunks, in which PostAsJsonAsync would send it.
        using var content = new StringContent(JsonSerializer.Serialize(body));
        (await http.PostAsync($"{Endpoint}/__test/{what}", content)).EnsureSuccessStatusCode();
    }
}
