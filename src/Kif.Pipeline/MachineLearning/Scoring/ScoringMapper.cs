using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Scoring;

/// <summary>Maps single rows, for prediction engines.</summary>
internal sealed class ScoringMapper(ScoringSchema schema, IAnswerer answerer) : IRowToRowMapper
{
    public DataViewSchema InputSchema => schema.Source;

    public DataViewSchema OutputSchema => schema.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => schema.Needed(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new ScoredRow(input, schema, answerer, activeColumns);
}
