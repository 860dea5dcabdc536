using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Kif.Gguf.Tests;

/// <summary>llama.cpp in a process of its own, started once for all tests; they are skipped where its native library can't be loaded.</summary>
public sealed class LlamaHost : IDisposable
{
    private readonly Lock gate = new();
    private Process? process;
    private string? unavailable;

    /// <summary>Computes the logits of all positions with a model, or with an adapter beside it.</summary>
    internal float[] Logits(string model, string? adapter, int[] ids, int[]? decoder = null)
    {
        JsonObject answer = Ask(new() { ["model"] = model, ["adapter"] = adapter, ["ids"] = List(ids), ["decoder"] = decoder is null ? null : List(decoder) });
        return MemoryMarshal.Cast<byte, float>(Convert.FromBase64String((string)answer["logits"]!)).ToArray();
    }

    /// <summary>Reads texts with a model's vocabulary.</summary>
    internal int[][] Tokens(string model, IEnumerable<string> texts)
    {
        JsonObject answer = Ask(new() { ["model"] = model, ["texts"] = new JsonArray([.. texts.Select(t => (JsonNode)t)]) });
        return [.. answer["tokens"]!.AsArray().Select(row => row!.AsArray().Select(id => (int)id!).ToArray())];
    }

    private JsonObject Ask(JsonObject request)
    {
        lock (gate)
        {
            if (process is null or { HasExited: true }) Start();
            Assert.SkipWhen(unavailable is not null, $"llama.cpp can't be loaded here: {unavailable}");
            process!.StandardInput.WriteLine(request.ToJsonString());
            string? line = process.StandardOutput.ReadLine();
            Assert.True(line is not null, $"llama.cpp ended at {request["model"]}, {request["adapter"]}");
            JsonObject answer = JsonNode.Parse(line)!.AsObject();
            Assert.True(answer["error"] is null, $"{request["model"]}: {answer["error"]}");
            return answer;
        }
    }

    private void Start()
    {
        string program = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "llama-host.txt")).Trim();
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        process = Process.Start(start)!;
        process.BeginErrorReadLine();
        string? first = process.StandardOutput.ReadLine();
        unavailable = first is null ? "it ended at its start" : (string?)JsonNode.Parse(first)!["unavailable"];
    }

    private static JsonArray List(int[] ids) => [.. ids.Select(id => (JsonNode)id)];

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        if (process is null) return;
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
        process.Dispose();
    }
}
