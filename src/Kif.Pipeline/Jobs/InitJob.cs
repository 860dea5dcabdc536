using Kif.Models;

namespace Kif;

/// <summary>The job of <c>kif init</c>: writes a folder to start an experiment from.</summary>
internal static class InitJob
{
    /// <summary>The names of the files.</summary>
    public const string ExperimentName = "experiment.json", Schema = "experiment.schema.json", Readme = "README.md";

    /// <summary>Writes an experiment with the embedded model and stream, its schema and a README that explains every line.</summary>
    /// <param name="folder">The folder; created if missing.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">One of the files exists already.</exception>
    public static IReadOnlyList<string> Write(string folder)
    {
        string[] files = [.. new[] { ExperimentName, Schema, Readme }.Select(f => Path.Combine(folder, f))];
        if (files.FirstOrDefault(File.Exists) is { } there) throw new IOException($"{there} is there already; choose another folder");
        Directory.CreateDirectory(folder);
        AtomicFile.Write(files[0], ExperimentFile.Start());
        AtomicFile.Write(files[1], ExperimentSchema.Text);
        AtomicFile.Write(files[2], Resource("experiment.md"));
        return files;
    }

    internal static string Resource(string name)
    {
        using Stream stream = typeof(InitJob).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource {name} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>The JSON schema of an experiment file, for editors.</summary>
internal static class ExperimentSchema
{
    /// <summary>The schema.</summary>
    public static string Text => InitJob.Resource("experiment.schema.json");
}
