namespace Kif.Pipeline.Events;

/// <summary>An event of a run; the command line, a run's files and telemetry are listeners.</summary>
public abstract record RunEvent;
