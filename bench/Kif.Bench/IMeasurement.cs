namespace Kif.Bench;

/// <summary>A command of the benchmark program.</summary>
internal interface IMeasurement
{
    /// <summary>What it measures, in one line.</summary>
    string Line { get; }

    /// <summary>Measures and prints; returns the exit code.</summary>
    int Run(string[] args);
}
