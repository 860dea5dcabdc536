using System.Diagnostics;
using System.Net.WebSockets;

namespace Kif.Tests.Reports.Browser;

/// <summary>A headless Chromium with a profile of its own and one page, driven by the DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly Process process;
    private readonly string profile;

    private Chromium(Process process, string profile, DevTools page) => (this.process, this.profile, Page) = (process, profile, page);

    /// <summary>The program; null where none is installed.</summary>
    public static string? Installed =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(p => Names.Select(n => Path.Combine(p, n)))
        .FirstOrDefault(File.Exists);

    public DevTools Page { get; }

    public static async Task<Chromium> StartAsync(CancellationToken cancellation)
    {
        string profile = Directory.CreateTempSubdirectory("kif-chromium").FullName;
        string[] flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
            "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank"];
        var process = Process.Start(new ProcessStartInfo(Installed!, flags) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        string file = Path.Combine(profile, "DevToolsActivePort");
        string[] lines = [];
        while (lines.Length < 2)
        {
            await Task.Delay(100, cancellation);
            lines = File.Exists(file) ? await File.ReadAllLinesAsync(file, cancellation) : [];
        }
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), cancellation);
        return new(process, profile, await DevTools.AttachAsync(socket, cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        try { Directory.Delete(profile, recursive: true); }
        catch (IOException) { /* a file may still be held; the system clears its temporary folder */ }
    }
}
