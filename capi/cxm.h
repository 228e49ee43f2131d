/* SPDX-License-Identifier: Apache-2.0 */
/* made by capi/generate.py from capi/cxm_api.toml: do not edit */
/* clang-format off */
/* The C interface of libcxm. Strings are UTF-8. Objects of immutable nouns may be used by several
   threads; the others by one thread at a time. Between calls no thread of the library runs, so a
   process may fork. Nothing is printed, no locale is read, no state is kept outside the objects.
   Guide: docs/c_api.md. */
#ifndef CXM_H
#define CXM_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define CXM_API __declspec(dllimport)
#elif defined(__GNUC__)
#define CXM_API __attribute__((visibility("default")))
#else
#define CXM_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define CXM_ABI 0

typedef int32_t cxm_status;

/* Status. What a call returns. Numbers are never reused. */
#define CXM_OK 0  /* done */
#define CXM_E_ARGUMENT 1  /* a parameter is outside its domain */
#define CXM_E_INSTRUMENT 2  /* an instrument document is malformed or contradicts itself */
#define CXM_E_DATA 3  /* answers do not fit the instrument */
#define CXM_E_STATE 4  /* a state is truncated, corrupted, foreign, or cannot be merged */
#define CXM_E_IO 5  /* a file cannot be read or written */
#define CXM_E_PRIVACY 6  /* the call would publish what must stay hidden */
#define CXM_E_OVERFLOW 7  /* a sum left the range in which it is exact */
#define CXM_E_NUMERIC 8  /* no finite solution exists, or an iteration did not converge */
#define CXM_E_CANCELLED 9  /* the cancel token was set */
#define CXM_E_UNSUPPORTED 10  /* this build lacks an optional component */
#define CXM_E_MEMORY 11  /* an allocation failed; nothing was changed */
#define CXM_E_INTERNAL 12  /* a fault of the library */
#define CXM_E_CALLBACK 13  /* a callback returned other than 0; error.row holds its value */
#define CXM_E_CAPACITY 14  /* the buffer is too small; the needed count was written, nothing else */

/* Types of columns. cxm_view.type */
#define CXM_INT8 1
#define CXM_INT16 2
#define CXM_INT32 3
#define CXM_INT64 4
#define CXM_UINT8 5
#define CXM_UINT16 6
#define CXM_UINT32 7
#define CXM_UINT64 8
#define CXM_FLOAT32 9  /* NaN is a missing value */
#define CXM_FLOAT64 10  /* NaN is a missing value */
#define CXM_BOOL8 11  /* a byte each, nonzero = true */
#define CXM_BOOL1 12  /* a bit each, least significant first */
#define CXM_UTF8_32 13  /* UTF-8 between offsets of 32 bits: length + 1 offsets in data, bytes in text */
#define CXM_UTF8_64 14  /* the same with offsets of 64 bits */
#define CXM_UTF8_POINTERS 16  /* const char*, NUL-terminated; a null pointer is a missing value */
#define CXM_UTF8_FIXED 17  /* width bytes each, ended by the first NUL (NumPy S) */
#define CXM_UTF32_FIXED 18  /* width code points each, ended by the first 0 (NumPy U) */
#define CXM_DATE_DAYS 19  /* int32, days since 1970-01-01; read as the text of the day */
#define CXM_DATE_TIME 20  /* int64, units of 1 / width s since 1970-01-01; read as the text of the day */

/* Validity. cxm_view.validity_kind: how missing values are told */
#define CXM_VALID_ALL 0  /* none is missing (but NaN and null pointers) */
#define CXM_VALID_BITS 1  /* a bit each, least significant first, set = there */
#define CXM_VALID_BYTES 2  /* a byte each, nonzero = there */

/* Flags of estimates. cxm_estimate.flags */
#define CXM_FLAG_UNDEFINED 1  /* the quantity does not exist for these data; value is NaN */
#define CXM_FLAG_NO_INTERVAL 2  /* there is a value, but its error cannot be known */
#define CXM_FLAG_SUPPRESSED 4  /* hidden by disclosure control */
#define CXM_FLAG_CLAMPED 8  /* an end of the interval was cut at the end of the scale */
#define CXM_FLAG_LONELY_PSU 16  /* a stratum of one sampling unit was handled by the stated rule */
#define CXM_FLAG_SMALL_BASE 32  /* fewer answers than the method asks for */
#define CXM_FLAG_BOUNDS 64  /* low and high are sharp bounds, not a confidence interval */
#define CXM_FLAG_APPROXIMATE 128  /* from a histogram or a simulation */
#define CXM_FLAG_VERSION_DIFFERS 256  /* compares waves whose items, scale or scoring are not the same */

/* Methods for shares. cxm_stat_share: method */
#define CXM_SHARE_WILSON 0  /* the default */
#define CXM_SHARE_WILSON_CONTINUITY 1  /* with continuity correction */
#define CXM_SHARE_CLOPPER_PEARSON 2  /* exact: never covers less than its level */
#define CXM_SHARE_AGRESTI_COULL 3
#define CXM_SHARE_WALD 4  /* for comparison only: covers too little */
#define CXM_SHARE_JEFFREYS 5
#define CXM_SHARE_LOGIT 6  /* Wald on a scale without ends */
#define CXM_SHARE_PROBIT 7
#define CXM_SHARE_CLOGLOG 8

/* Strata of one sampling unit. cxm_assess_options.lonely: what a stratum of one sampling unit adds to the variance */
#define CXM_LONELY_ADJUST 0  /* its distance from the mean of all units; the default */
#define CXM_LONELY_FAIL 1  /* the call fails */
#define CXM_LONELY_AVERAGE 2  /* as much as the others on average */
#define CXM_LONELY_CERTAINTY 3  /* nothing: taken as certain to be in the sample */
#define CXM_LONELY_GRAND_MEAN 4  /* its distance from the grand mean; the same for means */

/* Texts of assessments. cxm_assessment_text: kind */
#define CXM_TEXT_SCORECARD 0  /* the assessment on one screen */
#define CXM_TEXT_COMPARISON 1  /* two sides, of cxm_compare */
#define CXM_TEXT_DRIVERS 2  /* what goes with outcomes */
#define CXM_TEXT_DRIVERS_BY_ROLE 3  /* the same, each role by itself too */
#define CXM_TEXT_PLAN 4  /* priorities, roadmap, what-if */
#define CXM_TEXT_CHECK 5  /* are questions and answers sound, of cxm_check */
#define CXM_TEXT_CHECK_BY_ROLE 6  /* the same, each role by itself too */

/* Quantities of sample size planning. cxm_size_options.quantity */
#define CXM_QUANTITY_MEAN 0  /* a mean or index; sd is that of one answer */
#define CXM_QUANTITY_SHARE 1  /* a share of people p, 0 to 1 */
#define CXM_QUANTITY_NPS 2  /* points from shares of promoters and detractors */

/* Statistics of samples. cxm_stat_survey: statistic */
#define CXM_SURVEY_MEAN 0  /* of every column */
#define CXM_SURVEY_TOTAL 1
#define CXM_SURVEY_RATIO 2  /* total of the first column over that of the second */
#define CXM_SURVEY_VARIANCE 3  /* of the population; not with replicate weights */

/* Families of regression. cxm_regression_options.family */
#define CXM_REGRESSION_LINEAR 0
#define CXM_REGRESSION_LOGISTIC 1  /* the response is 0 or 1 */

/* Errors of regression. cxm_regression_options.errors; with a design they are those of the design */
#define CXM_ERRORS_DEFAULT 0  /* with clusters CR2, else HC3; logistic: of clusters, else of the model */
#define CXM_ERRORS_MODEL 1  /* equal spread; logistic: inverse information */
#define CXM_ERRORS_HC0 2
#define CXM_ERRORS_HC1 3
#define CXM_ERRORS_HC2 4
#define CXM_ERRORS_HC3 5
#define CXM_ERRORS_HC4 6
#define CXM_ERRORS_HC4M 7
#define CXM_ERRORS_HC5 8
#define CXM_ERRORS_CR0 9
#define CXM_ERRORS_CR1 10
#define CXM_ERRORS_CR1S 11
#define CXM_ERRORS_CR2 12  /* with Satterthwaite's degrees of freedom */
#define CXM_ERRORS_CR3 13
#define CXM_ERRORS_PROFILE 14  /* of logistic models: intervals by the profile of the likelihood, without clusters */

/* Kinds of correlation. kind of cxm_stat_correlations and cxm_stat_correlation */
#define CXM_CORRELATION_PEARSON 0
#define CXM_CORRELATION_SPEARMAN 1  /* of mean ranks */
#define CXM_CORRELATION_KENDALL 2  /* tau-b */
#define CXM_CORRELATION_POLYCHORIC 3  /* of the normal variables behind ordered answers */
#define CXM_CORRELATION_PARTIAL 4  /* all other columns held constant; of several columns alone */
#define CXM_CORRELATION_POLYSERIAL 5  /* the second column is ordered; of two columns alone */

/* Exploratory factors. method of cxm_stat_factors */
#define CXM_FACTORS_MINRES 0  /* least squares of the correlations */
#define CXM_FACTORS_ML 1  /* maximum likelihood */

/* Rotations. rotation of cxm_stat_factors */
#define CXM_ROTATION_NONE 0  /* principal axes */
#define CXM_ROTATION_VARIMAX 1  /* factors apart */
#define CXM_ROTATION_OBLIMIN 2  /* factors that correlate */

/* What is equal in all groups. equal of cxm_stat_factor_model, each with those before */
#define CXM_EQUAL_FORM 0  /* the same items speak of the same factors */
#define CXM_EQUAL_LOADINGS 1
#define CXM_EQUAL_INTERCEPTS 2
#define CXM_EQUAL_ERRORS 3  /* error variances */

/* What answers of a factor model are. answers of cxm_stat_factor_model */
#define CXM_ANSWERS_NORMAL 0  /* errors and tests of normal answers */
#define CXM_ANSWERS_OF_ANY_SHAPE 1  /* robust: errors and tests that hold for answers of any shape */
#define CXM_ANSWERS_ORDERED 2  /* few ordered codes: weighted least squares of polychoric correlations (WLSMV), one group, complete rows */

/* Scores of factors. method of cxm_stat_factor_scores */
#define CXM_SCORES_REGRESSION 0  /* Thurstone's */
#define CXM_SCORES_BARTLETT 1

/* Item response models. model of cxm_stat_item_response and of what rests on it */
#define CXM_ITEMS_GRADED 0  /* graded response */
#define CXM_ITEMS_PARTIAL_CREDIT 1  /* generalised partial credit */
#define CXM_ITEMS_GRADED_EQUAL 2  /* one slope for all items */
#define CXM_ITEMS_PARTIAL_CREDIT_EQUAL 3  /* partial credit; of two categories Rasch's */

/* Scores of people. method of cxm_stat_person_scores */
#define CXM_PEOPLE_MEAN 0  /* of theta given the answers (EAP) */
#define CXM_PEOPLE_MODE 1  /* of theta given the answers (MAP) */
#define CXM_PEOPLE_WEIGHTED_LIKELIHOOD 2  /* Warm's (WLE) */

/* Kinds of kappa. kind of cxm_stat_kappa */
#define CXM_KAPPA_COHEN 0  /* two raters, a row and a column a category */
#define CXM_KAPPA_LINEAR 1  /* the same, ordered categories */
#define CXM_KAPPA_QUADRATIC 2  /* the same, squared distances */
#define CXM_KAPPA_FLEISS 3  /* a row a case: how many raters chose each category */

/* Adjustments of p-values. cxm_stat_adjust_p: method */
#define CXM_ADJUST_BONFERRONI 0
#define CXM_ADJUST_HOLM 1  /* family-wise error, any dependence */
#define CXM_ADJUST_HOCHBERG 2
#define CXM_ADJUST_HOMMEL 3
#define CXM_ADJUST_BH 4  /* false discovery rate (Benjamini & Hochberg) */
#define CXM_ADJUST_BY 5  /* the same under any dependence */

/* Allocation. cxm_size_allocate: rule */
#define CXM_ALLOCATE_NEYMAN 0  /* least variance of the whole */
#define CXM_ALLOCATE_PROPORTIONAL 1  /* as the people */
#define CXM_ALLOCATE_EQUAL 2  /* the same for each */

struct ArrowArrayStream; /* the Arrow C stream interface, declared by its own guarded header */

typedef struct cxm_context cxm_context; /* An allocator and a log. Everything made with it keeps it alive. */
typedef struct cxm_cancel cxm_cancel; /* A switch that stops long calls, from any thread or signal handler. */
typedef struct cxm_buffer cxm_buffer; /* Bytes made by the library: documents, states. Immutable. */
typedef struct cxm_instrument cxm_instrument; /* What is asked and how it is scored. Immutable; shared by threads. */
typedef struct cxm_columns cxm_columns; /* Columns of the caller under their names. What they point to must live as long as it. */
typedef struct cxm_tally cxm_tally; /* Exact, mergeable sums of a set of answers, and the account of how they were read. One writer or many readers. */
typedef struct cxm_assessment cxm_assessment; /* Everything estimated from tallies, disclosure control applied. Immutable. */
typedef struct cxm_table cxm_table; /* Results as columns of numbers and texts. Immutable. */
typedef struct cxm_norm cxm_norm; /* What others reach. Immutable. */
typedef struct cxm_plan cxm_plan; /* What could be done, is to be reached and can be afforded, and for whom. Immutable. */
typedef struct cxm_ledger cxm_ledger; /* What was published of one body of answers: group names, no numbers. One call at a time. */

/* Why a call failed. The caller owns it; no memory is taken for it, so it works when memory is out.
   row and column are -1 where there is none. */
typedef struct cxm_error {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t code; /* the returned status */
  int64_t row; /* row of a file as a spreadsheet numbers it, 0-based row of an array */
  int64_t column; /* 1-based column of a file */
  char parameter[64]; /* argument, JSON path or file */
  char message[1024]; /* a sentence for a person, UTF-8, cut at a character */
} cxm_error;
#define CXM_ERROR_INIT { (uint32_t)sizeof(cxm_error), 0, 0, 0, {0}, {0} }

/* An estimate with its uncertainty. What does not exist is NaN and says so in flags. */
typedef struct cxm_estimate {
  uint32_t struct_size; /* sizeof of this structure */
  uint32_t flags; /* CXM_FLAG_... */
  double value;
  double se; /* standard error */
  double low; /* lower end of the interval */
  double high; /* upper end */
  double level; /* confidence level */
  double n; /* answers */
  double n_eff; /* what they are worth under weights and design */
  double df; /* degrees of freedom, infinite for the normal distribution */
  char method[64]; /* of estimate and interval */
} cxm_estimate;
#define CXM_ESTIMATE_INIT { (uint32_t)sizeof(cxm_estimate), 0, 0, 0, 0, 0, 0, 0, 0, 0, {0} }

/* A column of the caller, read in place during the call and never kept. Value i stands at data + i
   * stride. */
typedef struct cxm_view {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t type; /* CXM_INT8 ... */
  int64_t length; /* values */
  const void* data;
  int64_t stride; /* in bytes, may be negative; 0 = packed */
  const void* validity;
  int32_t validity_kind; /* CXM_VALID_ALL ... */
  int32_t reserved; /* 0 */
  int64_t validity_stride; /* in bytes, of CXM_VALID_BYTES; 0 = 1 */
  const void* text; /* the bytes between offsets */
  int64_t text_size;
  int64_t width; /* of fixed texts, in bytes or code points; of CXM_DATE_TIME, units a second */
  const struct cxm_view* dictionary; /* or NULL; then the integers of this column are positions in it */
} cxm_view;
#define CXM_VIEW_INIT { (uint32_t)sizeof(cxm_view), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Where memory comes from and where messages go. */
typedef struct cxm_context_options {
  uint32_t struct_size; /* sizeof of this structure */
  uint32_t reserved; /* 0 */
  void* (*allocate)(void* user, size_t size); /* NULL = malloc. Returns NULL when memory is out; 16-byte aligned */
  void (*release)(void* user, void* memory, size_t size); /* given exactly when allocate is */
  void* allocator_user;
  void (*log)(void* user, int32_t level, const char* message, int64_t size); /* whole messages; level 1 = for information, 2 = a warning. Called on the calling thread */
  void* log_user;
} cxm_context_options;
#define CXM_CONTEXT_OPTIONS_INIT { (uint32_t)sizeof(cxm_context_options), 0, 0, 0, 0, 0, 0 }

/* How answers are read. All zero = defaults. */
typedef struct cxm_read_options {
  uint32_t struct_size; /* sizeof of this structure */
  uint32_t n_threads; /* 0 = 1. Results do not depend on it */
  int32_t unknown_is_missing; /* 0: the first value that the instrument does not know is an error; 1: counted, as no answer */
  int32_t latin1; /* 1: files are Windows-1252, which contains Latin-1 */
  int32_t separator; /* of files: 0 = found, or a comma, semicolon or tab */
  int32_t map_count;
  const char* const* map_names; /* role, wave, weight, stratum, cluster, respondent, fpc, a segment or an item */
  const char* const* map_columns; /* the column of each; an empty name = not to be read */
  const char* layout; /* of files; NULL = auto */
  const char* name; /* of columns and streams in messages and in the receipt; NULL = data */
  int32_t (*progress)(void* user, int64_t done, int64_t total); /* now and then, on the calling thread when n_threads is 1; total 0 = not known. Other than 0 stops */
  void* progress_user;
  const struct cxm_cancel* cancel; /* or NULL; looked at for every block of at most 4,096 rows or 256 KiB */
  int32_t item_moments; /* 1: second moments of single items too */
  int32_t contingency; /* 1: pairwise tables of items */
  uint32_t replicates; /* bootstrap replicates; need respondents */
  uint32_t reserved; /* 0 */
  uint64_t seed; /* of the replicates; 0 = 1 */
  const char* weighting; /* of files: totals to weight the rows to first, as JSON (docs/survey.md); columns are weighted by cxm_weight_columns */
  const char* base_weight; /* with weighting: a column of weights to begin with; NULL = all 1 */
  const char* const* replicate_columns; /* columns of replicate weights: names, or patterns such as rw_* */
  int32_t replicate_count;
  int32_t replicates_not_combined; /* 1: they do not contain the sampling weight */
  const char* replicate_type; /* jk1, jkn, brr, fay, bootstrap or other; NULL = other */
  const double* replicate_rscales; /* of each column (types jkn and other) */
  int32_t replicate_rscale_count;
  int32_t replicate_mse; /* 1: deviations from the estimate, not from the mean of the replicates */
  double replicate_fay_rho; /* of type fay */
  double replicate_scale; /* of the variance; 0 = by type */
  double replicate_df; /* degrees of freedom of the design; 0 = columns less one */
} cxm_read_options;
#define CXM_READ_OPTIONS_INIT { (uint32_t)sizeof(cxm_read_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* How a tally is assessed. All zero = defaults; disclosure control is on. */
typedef struct cxm_assess_options {
  uint32_t struct_size; /* sizeof of this structure */
  uint32_t n_threads; /* 0 = 1. Results do not depend on it */
  double level; /* confidence level; 0 = 0.95 */
  uint32_t minimum_base; /* people below which a cell is hidden; 0 = 5 */
  int32_t no_disclosure; /* 1: hide nothing. Written into every output */
  const char* language; /* NULL = en */
  int32_t segment_count; /* 0 = all */
  int32_t crossed_items; /* 1: item tables also for every role within every segment */
  const char* const* segments; /* segment columns to report */
  uint64_t seed; /* of simulated probabilities; 0 = 1 */
  const char* const* where_columns; /* only answers whose value in where_columns[i] (role, wave or a segment) is where_values[i], or lies below it */
  const char* const* where_values; /* values of one column are alternatives; all columns must hold */
  int32_t where_count;
  int32_t cross_count;
  const char* const* crosses; /* segment columns to cross with each other, each as in unit,region */
  int32_t unanimous_base; /* people below which an answer that all of a group give is hidden; 0 = 10, -1 = never */
  int32_t rounded; /* 1: round what is published (docs/disclosure.md) */
  int32_t no_roll_up; /* 1: do not show small siblings together */
  int32_t lonely; /* CXM_LONELY_ADJUST ... */
  const char* const* compared; /* measures and indices that units are compared on; NULL: the indices, what they rest on, and NPS */
  int32_t compared_count;
  uint32_t reserved; /* 0 */
  double false_discovery_rate; /* of "this unit differs from the rest"; 0 = 0.05 */
  const char* event_wave; /* first wave after something that findings on dilution ask about; NULL = what the instrument declares */
  const char* event_label; /* its name in sentences, or NULL */
  const struct cxm_columns* heads; /* how many people there are: columns people, role, segments (docs/cli.md); or NULL */
  const struct cxm_norm* norm; /* where everybody is to be placed, or NULL */
  const struct cxm_plan* plan; /* what to plan; NULL: the practices of the instrument */
  struct cxm_ledger* ledger; /* what was published of these answers before: looked at, and continued when the call succeeds. Or NULL */
  int32_t (*progress)(void* user, int64_t done, int64_t total); /* called on the calling thread after each step (docs/c_api.md) with how many are done and how many are known of; other than 0 stops */
  void* progress_user;
  const struct cxm_cancel* cancel; /* looked at after each step */
} cxm_assess_options;
#define CXM_ASSESS_OPTIONS_INIT { (uint32_t)sizeof(cxm_assess_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Look of the report. All zero = defaults. */
typedef struct cxm_report_options {
  uint32_t struct_size; /* sizeof of this structure */
  uint32_t reserved; /* 0 */
  const char* organisation; /* or NULL */
  const char* subtitle; /* or NULL */
  const char* language; /* NULL = that of the assessment */
  const char* css; /* appended to the style sheet, or NULL */
  const char* const* string_keys; /* phrases to be put otherwise, by their keys (cxm_report_phrases) */
  const char* const* strings; /* what is said instead */
  int32_t string_count;
  uint32_t reserved2; /* 0 */
} cxm_report_options;
#define CXM_REPORT_OPTIONS_INIT { (uint32_t)sizeof(cxm_report_options), 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Who stands on the two sides of a comparison, and how it is made. All zero = both whole, newest
   waves. */
typedef struct cxm_compare_options {
  uint32_t struct_size; /* sizeof of this structure */
  uint32_t minimum_base; /* people below which a side is hidden; 0 = 5 */
  double level; /* confidence level; 0 = 0.95 */
  double margin; /* of equivalence, in points of 0 to 100 (shares: per cent); 0 = not asked */
  double power; /* of what is detectable and of answers needed; 0 = 0.8 */
  double false_discovery_rate; /* 0 = 0.05 */
  uint64_t seed; /* 0 = 1 */
  int32_t no_disclosure; /* 1: hide nothing. Written into every output */
  int32_t lonely; /* CXM_LONELY_ADJUST ... */
  const char* language; /* NULL = en */
  const char* const* compared; /* measures and indices; NULL = all that both sides have */
  int32_t compared_count;
  int32_t a_count;
  const char* const* a_columns; /* who is on side a: wave, role or segment columns */
  const char* const* a_values; /* and their values */
  const char* const* b_columns; /* who is on side b */
  const char* const* b_values;
  int32_t b_count;
  uint32_t reserved; /* 0 */
  const char* a_name; /* what side a is called in notes; NULL = nothing */
  const char* b_name;
  int32_t (*progress)(void* user, int64_t done, int64_t total); /* called on the calling thread after each measure or index; other than 0 stops */
  void* progress_user;
  const struct cxm_cancel* cancel; /* looked at as often */
} cxm_compare_options;
#define CXM_COMPARE_OPTIONS_INIT { (uint32_t)sizeof(cxm_compare_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* What is to be explained by what. All zero = the driver sets of the instrument. */
typedef struct cxm_driver_options {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t driver_count;
  const char* const* drivers; /* measures that may move the outcome */
  const char* outcome; /* a measure */
  const char* unit; /* a segment whose units are the cases; NULL = people are */
  const char* within; /* people: a segment whose differences are held constant */
  const char* const* roles; /* whose answers; NULL = of everybody who is asked */
  const char* const* outcome_roles; /* with unit: whose answers give the outcome */
  int32_t role_count;
  int32_t outcome_role_count;
  const char* among; /* people: a share measure; only those who say yes to it are cases. Not of tallies */
} cxm_driver_options;
#define CXM_DRIVER_OPTIONS_INIT { (uint32_t)sizeof(cxm_driver_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* What is asked beside, or instead of, what the plan document says. All zero = the document alone. */
typedef struct cxm_plan_options {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t top; /* k of the probability to be among the k best; 0 = 3 */
  const char* role; /* plan from the answers of one role; NULL = of everybody */
  const char* segment; /* plan for one value of a segment column */
  const char* value;
  const double* budget; /* cost that each period can bear, instead of the document's */
  const double* capacity; /* effort that each period can bear */
  int32_t budget_count;
  int32_t capacity_count;
  const char* const* targets; /* names of measures, indices or levels to reach, beside the document's */
  const double* target_values; /* of a level its number, from 1 */
  int32_t target_count;
  int32_t goal_count;
  const char* const* goals; /* measures and indices that count, instead of the document's */
  const double* goal_weights; /* NULL = all 1 */
  const char* const* what_if; /* suppose that these measures or questions stood elsewhere */
  const double* what_if_amounts;
  const int32_t* what_if_shifts; /* 1: the amount is added to what is measured; NULL = all 0 */
  int32_t what_if_count;
  uint32_t reserved; /* 0 */
} cxm_plan_options;
#define CXM_PLAN_OPTIONS_INIT { (uint32_t)sizeof(cxm_plan_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* What a state that is given away may hold. All zero = defaults. */
typedef struct cxm_share_options {
  uint32_t struct_size; /* sizeof of this structure */
  uint32_t minimum_base; /* people that every group must have; 0 = 5 */
  int32_t unanimous_base; /* 0 = 10, -1 = never */
  int32_t no_roles; /* 1: do not keep roles apart */
  int32_t no_pairs; /* 1: leave out pair moments; indices then have no interval */
  int32_t histograms; /* 1: keep histograms: scores of single people, though not whose */
  int32_t segment_count;
  uint32_t reserved; /* 0 */
  const char* const* segments; /* columns to keep; NULL = the first that has values */
  struct cxm_ledger* ledger; /* what was published of this state: checked against and continued; or NULL */
} cxm_share_options;
#define CXM_SHARE_OPTIONS_INIT { (uint32_t)sizeof(cxm_share_options), 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* What a new norm says of itself, and how a table of figures is read. id, source, population and
   date must be given. */
typedef struct cxm_norm_options {
  uint32_t struct_size; /* sizeof of this structure */
  uint32_t reserved; /* 0 */
  const char* id;
  const char* version; /* NULL = 1 */
  const char* title; /* or NULL */
  const char* source; /* who collected the figures */
  const char* population; /* whom they speak of */
  const char* date; /* of the answers, as YYYY, YYYY-MM or YYYY-MM-DD */
  const char* admission; /* the rule by which organisations were let in, or NULL */
  double least_answers; /* leave out figures on fewer answers; 0 = none */
  const char* organisation; /* of a table: the column of names; NULL = organisation */
  const char* const* attributes; /* of a table: columns by which peers are filtered */
  const char* const* covariates; /* columns by which peers are found */
  const char* const* ignore; /* columns to leave out */
  const char* const* leave_out; /* organisations to leave out, as groups of others */
  const char* const* lower_is_better; /* measures */
  int32_t attribute_count;
  int32_t covariate_count;
  int32_t ignore_count;
  int32_t leave_out_count;
  int32_t lower_is_better_count;
  uint32_t reserved2; /* 0 */
  const char* unit; /* of all measures: share, points, nps; or NULL */
  const char* const* missing; /* of a table: cells without a figure; NULL = empty, NA, N/A and - */
  int32_t missing_count;
  uint32_t reserved3; /* 0 */
} cxm_norm_options;
#define CXM_NORM_OPTIONS_INIT { (uint32_t)sizeof(cxm_norm_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Which organisations of a norm are the peers. All zero = all of them. */
typedef struct cxm_peer_options {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t count; /* how many are nearest; 0 = 20 */
  const char* const* attributes; /* only organisations with attributes[i] = attribute_values[i] */
  const char* const* attribute_values;
  const char* const* covariates; /* of these the nearest */
  const double* covariate_values;
  int32_t attribute_count;
  int32_t covariate_count;
} cxm_peer_options;
#define CXM_PEER_OPTIONS_INIT { (uint32_t)sizeof(cxm_peer_options), 0, 0, 0, 0, 0, 0, 0 }

/* What the next survey is to measure, and how it is asked. */
typedef struct cxm_size_options {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t quantity; /* CXM_QUANTITY_MEAN ... */
  double sd; /* of a mean: of one answer. After a survey, se * sqrt(n) */
  double share; /* of a share: the share expected */
  double promoters; /* of an NPS: the shares expected */
  double detractors;
  double population; /* people who could be asked; 0 = infinitely many */
  double design_effect; /* 0 = 1 */
  double response_rate; /* share of the invited who answer; 0 = 1 */
  double level; /* of intervals; tests are two-sided at 1 - level. 0 = 0.95 */
  double power; /* 0 = 0.8 */
  double overlap; /* share of a wave's people who answer in both */
  double correlation; /* of their two answers */
  int32_t against_target; /* 1: a change against a fixed number, not another wave */
  int32_t margin_count;
  const double* margins; /* half widths of the interval that are asked for, in the quantity's unit */
  const double* changes; /* changes to be found */
  const double* answers; /* what do so many answers show */
  int32_t change_count;
  int32_t answer_count;
} cxm_size_options;
#define CXM_SIZE_OPTIONS_INIT { (uint32_t)sizeof(cxm_size_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* How an organisation with a known truth is drawn. All zero = the demo profile with its own seed. */
typedef struct cxm_simulate_options {
  uint32_t struct_size; /* sizeof of this structure */
  uint32_t copies; /* so many times as many people; 0 = 1 */
  uint64_t seed; /* 0 = the profile's */
  const char* profile; /* a built-in one, a file, or JSON; NULL = demo */
  const char* language; /* of labels; NULL = en */
  int32_t labels; /* 1: answers as labels instead of codes */
  uint32_t reserved; /* 0 */
  int32_t (*progress)(void* user, int64_t done, int64_t total); /* rows done and rows in all, now and then; other than 0 stops */
  void* progress_user;
  const struct cxm_cancel* cancel; /* looked at as often */
} cxm_simulate_options;
#define CXM_SIMULATE_OPTIONS_INIT { (uint32_t)sizeof(cxm_simulate_options), 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* How the rows of a statistic were drawn. All zero = each row by itself, with equal weights.
   Replicate weights take the place of strata, clusters and fpc. */
typedef struct cxm_design {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t lonely; /* CXM_LONELY_ADJUST ... */
  const struct cxm_view* weights; /* or NULL */
  const struct cxm_view* strata; /* names of strata, or NULL */
  const struct cxm_view* clusters; /* names of sampling units, or NULL */
  const struct cxm_view* fpc; /* units in the row's stratum (all >= 1) or the share drawn (all <= 1), or NULL */
  const struct cxm_columns* replicates; /* columns of replicate weights, or NULL */
  const char* replicate_type; /* jk1, jkn, brr, fay, bootstrap or other; NULL = other */
  const double* replicate_rscales; /* of each column (types jkn and other) */
  int32_t replicate_rscale_count;
  int32_t replicate_mse; /* 1: deviations from the estimate */
  double replicate_fay_rho;
  double replicate_scale; /* 0 = by type */
  int32_t replicates_not_combined; /* 1: multiply them by the weights */
  int32_t nest; /* 1: names of clusters begin anew in each stratum */
  double level; /* confidence level; 0 = 0.95 */
} cxm_design;
#define CXM_DESIGN_INIT { (uint32_t)sizeof(cxm_design), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* How two samples are compared. All zero = different people, Welch's test. */
typedef struct cxm_compare_samples_options {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t paired; /* 1: row i of both is the same person */
  int32_t pooled; /* 1: Student's test with a common variance */
  uint32_t reserved; /* 0 */
  double margin; /* of equivalence and noninferiority; 0 = not asked */
  double level; /* confidence level; 0 = 0.95 */
} cxm_compare_samples_options;
#define CXM_COMPARE_SAMPLES_OPTIONS_INIT { (uint32_t)sizeof(cxm_compare_samples_options), 0, 0, 0, 0, 0 }

/* How a regression is made. All zero = linear, HC3 errors. */
typedef struct cxm_regression_options {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t family; /* CXM_REGRESSION_LINEAR ... */
  int32_t errors; /* CXM_ERRORS_DEFAULT ... */
  uint32_t reserved; /* 0 */
  const struct cxm_view* clusters; /* names of clusters, or NULL */
  const cxm_design* design; /* or NULL */
  double level; /* confidence level; 0 = 0.95 */
} cxm_regression_options;
#define CXM_REGRESSION_OPTIONS_INIT { (uint32_t)sizeof(cxm_regression_options), 0, 0, 0, 0, 0, 0 }

/* How units are adjusted for their respondents. All zero = docs/survey.md's defaults. */
typedef struct cxm_case_mix_options {
  uint32_t struct_size; /* sizeof of this structure */
  int32_t cahps; /* 1: the formulas of the CAHPS Analysis Program 5.0 */
  const struct cxm_view* weights; /* or NULL */
  double smoothing; /* answers' worth of the pooled variance; 0 = none */
  double level; /* confidence level; 0 = 0.95 */
  double practical_difference; /* a smaller contrast is no star, however significant */
  double practical_share; /* nor is one below this share of the way from the mean of units to the nearer end of the scale */
  double scale_low; /* with practical_share: ends of the scale of answers */
  double scale_high;
  double low_denominator; /* of several items: a unit with n answers to one gives it min(1, n / this) of its weight; 0 = 10 */
} cxm_case_mix_options;
#define CXM_CASE_MIX_OPTIONS_INIT { (uint32_t)sizeof(cxm_case_mix_options), 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Number of the ABI: symbols of one number are never removed or changed. */
CXM_API int32_t cxm_abi_version(void);

/* Version of the library, as in 0.1.0. */
CXM_API const char* cxm_version(void);

/* Compiler, target and version of the linear algebra, in one line. */
CXM_API const char* cxm_build_info(void);

/* Name of a status: CXM_E_DATA; CXM_E_UNKNOWN for a number that is none. */
CXM_API const char* cxm_status_name(int32_t status);

/* A context. Calls on what is made with it take their memory from its allocator, threads that they
   start from malloc. [any-thread] */
CXM_API cxm_status cxm_context_new(const cxm_context_options* options, cxm_context** out, cxm_error* error);

/* A cancel token that is not set. [any-thread] */
CXM_API cxm_status cxm_cancel_new(const cxm_context* context, cxm_cancel** out, cxm_error* error);

/* Set the token. Safe in signal handlers. [any-thread] */
CXM_API cxm_status cxm_cancel_request(cxm_cancel* cancel, cxm_error* error);

/* Make the token usable again. [any-thread] */
CXM_API cxm_status cxm_cancel_reset(cxm_cancel* cancel, cxm_error* error);

/* The bytes, followed by a NUL that does not count. They live as long as the buffer. [any-thread] */
CXM_API cxm_status cxm_buffer_data(const cxm_buffer* buffer, const char** data, int64_t* data_size, cxm_error* error);

/* Read an instrument document (JSON). Faults name the path in error.parameter. [any-thread] */
CXM_API cxm_status cxm_instrument_parse(const cxm_context* context, const char* json, int64_t json_size, cxm_instrument** out, cxm_error* error);

/* A built-in instrument by name (cx4), a file, or a document as of cxm_instrument_parse.
   [any-thread] */
CXM_API cxm_status cxm_instrument_load(const cxm_context* context, const char* name, int64_t name_size, cxm_instrument** out, cxm_error* error);

/* Draft an instrument from a data file: the JSON, to be read and corrected by a person.
   [any-thread] */
CXM_API cxm_status cxm_instrument_scaffold(const cxm_context* context, const char* path, int64_t path_size, cxm_buffer** out, cxm_error* error);

/* The same with how the file is to be read (layout, separator, latin1, map) and how many rows are
   looked at; guesses says what each column was taken for: column, guess, id, why. [any-thread] */
CXM_API cxm_status cxm_instrument_draft(const cxm_context* context, const char* path, int64_t path_size, const cxm_read_options* options, int64_t rows, cxm_buffer** out, cxm_table** guesses, cxm_error* error);

/* The document: canonical (pretty = 0: equal instruments have equal bytes) or for people.
   [any-thread] */
CXM_API cxm_status cxm_instrument_json(const cxm_instrument* instrument, int32_t pretty, cxm_buffer** out, cxm_error* error);

/* Its id. [any-thread] */
CXM_API cxm_status cxm_instrument_id(const cxm_instrument* instrument, const char** id, int64_t* id_size, cxm_error* error);

/* Its version. [any-thread] */
CXM_API cxm_status cxm_instrument_version(const cxm_instrument* instrument, const char** version, int64_t* version_size, cxm_error* error);

/* 32 hexadecimal digits: the first half of the SHA-256 of its canonical form. [any-thread] */
CXM_API cxm_status cxm_instrument_fingerprint(const cxm_instrument* instrument, const char** hex, int64_t* hex_size, cxm_error* error);

/* Its parts as a table: items, measures, indices, levels, gaps, roles or segments. [any-thread] */
CXM_API cxm_status cxm_instrument_table(const cxm_instrument* instrument, const char* name, int64_t name_size, cxm_table** out, cxm_error* error);

/* What is built in: kind (instrument, norm, profile of cxm_simulate), id, version, title; a profile
   has an id alone. [any-thread] */
CXM_API cxm_status cxm_catalogue(const cxm_context* context, cxm_table** out, cxm_error* error);

/* The figures of published studies that ship with the library: study, measure (of cx4; empty when
   it asks none), role, source, statement, share (0 to 1), base (people asked, 0 = not said).
   [any-thread] */
CXM_API cxm_status cxm_published(const cxm_context* context, cxm_table** out, cxm_error* error);

/* An empty set of columns of this many rows. [any-thread] */
CXM_API cxm_status cxm_columns_new(const cxm_context* context, int64_t rows, cxm_columns** out, cxm_error* error);

/* Add a column. The values are not copied; the view itself may go. [one-thread-at-a-time] */
CXM_API cxm_status cxm_columns_add(cxm_columns* columns, const char* name, int64_t name_size, const cxm_view* view, cxm_error* error);

/* An empty tally. Its first update decides whether weights, respondents and sampling units are
   kept: where the data have such columns. [any-thread] */
CXM_API cxm_status cxm_tally_new(const cxm_instrument* instrument, const cxm_read_options* options, cxm_tally** out, cxm_error* error);

/* Add the rows of columns. On failure the tally is as before. [one-thread-at-a-time] */
CXM_API cxm_status cxm_tally_update_columns(cxm_tally* tally, const cxm_columns* columns, const cxm_read_options* options, cxm_error* error);

/* Add the record batches of an Arrow stream, which is consumed also on failure. On failure the
   tally is as before. [one-thread-at-a-time] */
CXM_API cxm_status cxm_tally_update_arrow(cxm_tally* tally, struct ArrowArrayStream* stream, const cxm_read_options* options, cxm_error* error);

/* Add the rows of a CSV or TSV file, plain or gzip. On failure the tally is as before.
   [one-thread-at-a-time] */
CXM_API cxm_status cxm_tally_update_file(cxm_tally* tally, const char* path, int64_t path_size, const cxm_read_options* options, cxm_error* error);

/* Add another tally of the same instrument and options. The result does not depend on order or
   split. [one-thread-at-a-time] */
CXM_API cxm_status cxm_tally_merge(cxm_tally* tally, const cxm_tally* other, cxm_error* error);

/* A copy. [any-thread] */
CXM_API cxm_status cxm_tally_clone(const cxm_tally* tally, cxm_tally** out, cxm_error* error);

/* The state as bytes (STATE.md), canonical; with_receipt = 1 adds the instrument and the receipt,
   as state files have them. [any-thread] */
CXM_API cxm_status cxm_tally_serialize(const cxm_tally* tally, int32_t with_receipt, cxm_buffer** out, cxm_error* error);

/* The state behind `header` bytes that are the caller's own and left alone: bytes_count is header +
   state. For hosts whose blobs begin with a length. [any-thread] */
CXM_API cxm_status cxm_tally_serialize_into(const cxm_tally* tally, int64_t header, void* bytes, int64_t bytes_capacity, int64_t* bytes_count, cxm_error* error);

/* Read a state. Without an instrument the bytes must bring their own (with_receipt). Broken bytes
   are CXM_E_STATE. [any-thread] */
CXM_API cxm_status cxm_tally_deserialize(const cxm_context* context, const void* bytes, int64_t bytes_size, const cxm_instrument* instrument, cxm_tally** out, cxm_error* error);

/* Bytes held. [any-thread] */
CXM_API cxm_status cxm_tally_memory(const cxm_tally* tally, int64_t* bytes, cxm_error* error);

/* Rows in it. [any-thread] */
CXM_API cxm_status cxm_tally_rows(const cxm_tally* tally, int64_t* rows, cxm_error* error);

/* The instrument that its answers were read by. [any-thread] */
CXM_API cxm_status cxm_tally_instrument(const cxm_tally* tally, cxm_instrument** out, cxm_error* error);

/* A state that may be given away: no small group in it, none to be computed from it
   (docs/share.md). What was merged and left out stands in its receipt, which cxm_tally_serialize
   writes. [any-thread] */
CXM_API cxm_status cxm_tally_share(const cxm_tally* tally, const cxm_share_options* options, cxm_tally** out, cxm_error* error);

/* Assess one tally, or several of different instruments as the waves of one survey. [any-thread] */
CXM_API cxm_status cxm_assess(const cxm_tally* const* tallies, int64_t tallies_count, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error);

/* From a data file or state file to an assessment in one call. The instrument is a built-in name, a
   file or the document itself (JSON); empty for a state that brings its own. [any-thread] */
CXM_API cxm_status cxm_assess_file(const cxm_context* context, const char* path, int64_t path_size, const char* instrument, int64_t instrument_size, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error);

/* Names and lengths of its tables: columns name, rows. [any-thread] */
CXM_API cxm_status cxm_assessment_tables(const cxm_assessment* assessment, cxm_table** out, cxm_error* error);

/* One table by name (docs/tables.md); rows = all tidy tables behind each other; plan_candidates,
   plan_roadmap, plan_outlook and others (docs/plan.md) where there is a plan. [any-thread] */
CXM_API cxm_status cxm_assessment_table(const cxm_assessment* assessment, const char* name, int64_t name_size, cxm_table** out, cxm_error* error);

/* Every number as one JSON document. [any-thread] */
CXM_API cxm_status cxm_assessment_json(const cxm_assessment* assessment, cxm_buffer** out, cxm_error* error);

/* The assessment on one screen of plain text. [any-thread] */
CXM_API cxm_status cxm_assessment_scorecard(const cxm_assessment* assessment, cxm_buffer** out, cxm_error* error);

/* The report: one HTML document that stands alone. [any-thread] */
CXM_API cxm_status cxm_assessment_report(const cxm_assessment* assessment, const cxm_report_options* options, cxm_buffer** out, cxm_error* error);

/* What it says as plain text, by CXM_TEXT_SCORECARD or another kind. [any-thread] */
CXM_API cxm_status cxm_assessment_text(const cxm_assessment* assessment, int32_t kind, cxm_buffer** out, cxm_error* error);

/* Every number of its plan as JSON (docs/plan.md); CXM_E_ARGUMENT when nothing could be planned.
   [any-thread] */
CXM_API cxm_status cxm_assessment_plan(const cxm_assessment* assessment, cxm_buffer** out, cxm_error* error);

/* Where it stands in the norm of its options: a row a measure and role, with its own value, the
   norm's centre, difference and percentiles; units = 1: parts of the organisation too. [any-thread] */
CXM_API cxm_status cxm_assessment_places(const cxm_assessment* assessment, int32_t units, cxm_table** out, cxm_error* error);

/* Everything as a workbook (.xlsx) with a sheet a table, through libxlsxwriter, which is loaded at
   the first call; without it CXM_E_UNSUPPORTED. It writes its date by gmtime: several calls wait
   for each other, and a host that calls gmtime itself at the same time should use gmtime_r.
   scratch: a directory for temporary files, which are removed; empty = the current one.
   [any-thread] */
CXM_API cxm_status cxm_assessment_workbook(const cxm_assessment* assessment, const char* scratch, int64_t scratch_size, cxm_buffer** out, cxm_error* error);

/* How much single answers to a measure or index differ, which the next survey is planned from: the
   whole first (unit empty), then the units of the segment column by; empty = none. Columns unit,
   kind, answers, value, sd. wave empty = newest; role empty = everybody. [any-thread] */
CXM_API cxm_status cxm_assessment_spread(const cxm_assessment* assessment, const char* of, int64_t of_size, const char* wave, int64_t wave_size, const char* role, int64_t role_size, const char* by, int64_t by_size, cxm_table** out, cxm_error* error);

/* Two groups side by side: what differs, by how much, how surely (docs/compare.md). a and b may be
   one tally with different sides. The result has the tables comparison and base. [any-thread] */
CXM_API cxm_status cxm_compare(const cxm_tally* a, const cxm_tally* b, const cxm_compare_options* options, cxm_assessment** out, cxm_error* error);

/* What goes with an outcome, from the moments of a tally (docs/drivers.md): the table driver.
   [any-thread] */
CXM_API cxm_status cxm_explain(const cxm_tally* tally, const cxm_driver_options* drivers, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error);

/* The same from people: robust or clustered errors, bootstrap intervals, odds ratios of yes/no
   outcomes. [any-thread] */
CXM_API cxm_status cxm_explain_columns(const cxm_instrument* instrument, const cxm_columns* columns, const cxm_driver_options* drivers, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error);

/* The same from a data file or state file; the instrument as of cxm_assess_file. [any-thread] */
CXM_API cxm_status cxm_explain_file(const cxm_context* context, const char* path, int64_t path_size, const char* instrument, int64_t instrument_size, const cxm_driver_options* drivers, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error);

/* The same from an Arrow stream, which is consumed also on failure. [any-thread] */
CXM_API cxm_status cxm_explain_arrow(const cxm_instrument* instrument, struct ArrowArrayStream* stream, const cxm_driver_options* drivers, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error);

/* Are the questions sound (docs/quality.md), from a tally that keeps item moments: the tables base,
   item and reliability, with intervals of normal theory. [any-thread] */
CXM_API cxm_status cxm_check(const cxm_tally* tally, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error);

/* The same from people: intervals that hold for answers of any shape, and the table answers, how
   many rows show signs of careless answering. rows, where it is not NULL, is given these rows: row,
   wave, role, signs (straight, contradictory, repeated, sparse, same_id, separated by ;), batteries
   answered straight, like_row. It speaks of single people, and no disclosure control protects it:
   keep it with the data. [any-thread] */
CXM_API cxm_status cxm_check_columns(const cxm_instrument* instrument, const cxm_columns* columns, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_table** rows, cxm_error* error);

/* The same from an Arrow stream, which is consumed also on failure. [any-thread] */
CXM_API cxm_status cxm_check_arrow(const cxm_instrument* instrument, struct ArrowArrayStream* stream, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_table** rows, cxm_error* error);

/* The same from a data file, whose rows are numbered as a spreadsheet does, or SPSS; or from a
   state file, which holds no rows. The instrument as of cxm_assess_file. [any-thread] */
CXM_API cxm_status cxm_check_file(const cxm_context* context, const char* path, int64_t path_size, const char* instrument, int64_t instrument_size, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_table** rows, cxm_error* error);

/* What is worth a look in the newest wave, of an assessment with the table reliability: kind
   (unreliable, perhaps_unreliable, more_than_one, runs_against, stands_apart, better_without,
   missing, crowded), composite, item, role, text (a sentence), value, low, high, limit.
   [any-thread] */
CXM_API cxm_status cxm_assessment_remarks(const cxm_assessment* assessment, cxm_table** out, cxm_error* error);

/* Every phrase of the report with its key: columns key, text. A start for a translation.
   [any-thread] */
CXM_API cxm_status cxm_report_phrases(const cxm_context* context, const char* language, int64_t language_size, cxm_table** out, cxm_error* error);

/* The style sheet of the report without a brand: a start for one. [any-thread] */
CXM_API cxm_status cxm_report_style_sheet(const cxm_context* context, cxm_buffer** out, cxm_error* error);

/* Rows and columns. [any-thread] */
CXM_API cxm_status cxm_table_size(const cxm_table* table, int64_t* rows, int64_t* columns, cxm_error* error);

/* Name and type of a column. [any-thread] */
CXM_API cxm_status cxm_table_column(const cxm_table* table, int64_t column, const char** name, int64_t* name_size, int32_t* is_text, cxm_error* error);

/* Position of a column; -1 = there is none of this name. [any-thread] */
CXM_API cxm_status cxm_table_find(const cxm_table* table, const char* name, int64_t name_size, int64_t* column, cxm_error* error);

/* The numbers of a column; NaN = there is none. [any-thread] */
CXM_API cxm_status cxm_table_numbers(const cxm_table* table, int64_t column, double* values, int64_t values_capacity, int64_t* values_count, cxm_error* error);

/* One text; it lives as long as the table and is not ended by a NUL. [any-thread] */
CXM_API cxm_status cxm_table_text(const cxm_table* table, int64_t column, int64_t row, const char** text, int64_t* text_size, cxm_error* error);

/* A whole column of texts: text i stands in bytes from offsets[i] to offsets[i + 1]; there are rows
   + 1 offsets. [any-thread] */
CXM_API cxm_status cxm_table_texts(const cxm_table* table, int64_t column, void* bytes, int64_t bytes_capacity, int64_t* bytes_count, int64_t* offsets, int64_t offsets_capacity, int64_t* offsets_count, cxm_error* error);

/* RFC 4180, UTF-8. [any-thread] */
CXM_API cxm_status cxm_table_csv(const cxm_table* table, cxm_buffer** out, cxm_error* error);

/* The table as an Arrow stream of one record batch (utf8, float64). The consumer releases it; it
   outlives the table. [any-thread] */
CXM_API cxm_status cxm_table_arrow(const cxm_table* table, struct ArrowArrayStream* stream, cxm_error* error);

/* A built-in norm by name (cx4-published), or a file. [any-thread] */
CXM_API cxm_status cxm_norm_load(const cxm_context* context, const char* name, int64_t name_size, cxm_norm** out, cxm_error* error);

/* Read a norm document (JSON). [any-thread] */
CXM_API cxm_status cxm_norm_parse(const cxm_context* context, const char* json, int64_t json_size, cxm_norm** out, cxm_error* error);

/* The document: canonical or for people. [any-thread] */
CXM_API cxm_status cxm_norm_json(const cxm_norm* norm, int32_t pretty, cxm_buffer** out, cxm_error* error);

/* A norm of organisations, one assessment and one name each, all by one instrument. [any-thread] */
CXM_API cxm_status cxm_norm_from_assessments(const cxm_assessment* const* assessments, int64_t assessments_count, const char* const* names, int64_t names_count, const cxm_norm_options* options, cxm_norm** out, cxm_error* error);

/* A norm from a CSV or TSV file, one row an organisation, one column a measure (docs/norms.md).
   [any-thread] */
CXM_API cxm_status cxm_norm_from_table(const cxm_context* context, const char* path, int64_t path_size, const cxm_norm_options* options, cxm_norm** out, cxm_error* error);

/* The norm of some of its organisations alone. [any-thread] */
CXM_API cxm_status cxm_norm_peers(const cxm_norm* norm, const cxm_peer_options* options, cxm_norm** out, cxm_error* error);

/* Its measures: measure, role, unit, kind, organisations, lower quartile, centre, upper quartile.
   [any-thread] */
CXM_API cxm_status cxm_norm_table(const cxm_norm* norm, cxm_table** out, cxm_error* error);

/* Its id. [any-thread] */
CXM_API cxm_status cxm_norm_id(const cxm_norm* norm, const char** id, int64_t* id_size, cxm_error* error);

/* 32 hexadecimal digits: the first half of the SHA-256 of its canonical form. [any-thread] */
CXM_API cxm_status cxm_norm_fingerprint(const cxm_norm* norm, cxm_buffer** hex, cxm_error* error);

/* Where a value with its standard error stands: percentile of the true value, standing among
   observed figures, difference to the centre. What the norm cannot tell is undefined. [any-thread] */
CXM_API cxm_status cxm_norm_position(const cxm_norm* norm, const char* measure, int64_t measure_size, const char* role, int64_t role_size, double value, double se, cxm_estimate* percentile, cxm_estimate* observed, cxm_estimate* difference, cxm_error* error);

/* Read a plan document (docs/plan.md) and check it against the instrument. An empty text is the
   plan of the instrument's practices. [any-thread] */
CXM_API cxm_status cxm_plan_parse(const cxm_instrument* instrument, const char* json, int64_t json_size, const cxm_plan_options* options, cxm_plan** out, cxm_error* error);

/* Draft a plan document: every question as an initiative, to be read and corrected by a person.
   [any-thread] */
CXM_API cxm_status cxm_plan_scaffold(const cxm_instrument* instrument, cxm_buffer** out, cxm_error* error);

/* The document: canonical or for people. [any-thread] */
CXM_API cxm_status cxm_plan_json(const cxm_plan* plan, int32_t pretty, cxm_buffer** out, cxm_error* error);

/* 32 hexadecimal digits: the first half of the SHA-256 of its canonical form. [any-thread] */
CXM_API cxm_status cxm_plan_fingerprint(const cxm_plan* plan, cxm_buffer** hex, cxm_error* error);

/* A ledger in which nothing has been published. [any-thread] */
CXM_API cxm_status cxm_ledger_new(const cxm_context* context, cxm_ledger** out, cxm_error* error);

/* Read a ledger (JSON). [any-thread] */
CXM_API cxm_status cxm_ledger_parse(const cxm_context* context, const char* json, int64_t json_size, cxm_ledger** out, cxm_error* error);

/* The ledger as JSON. Equal ledgers have equal bytes. [one-thread-at-a-time] */
CXM_API cxm_status cxm_ledger_json(const cxm_ledger* ledger, cxm_buffer** out, cxm_error* error);

/* Weights of rows that meet known totals of the population (raking, post-stratification,
   calibration; docs/survey.md), one a row; base_weight names a column of weights to begin with,
   empty = all 1. The report has one row: method, convergence, misfit, n_eff, design effect, range.
   [any-thread] */
CXM_API cxm_status cxm_weight_columns(const cxm_columns* columns, const char* totals, int64_t totals_size, const char* base_weight, int64_t base_weight_size, double* weights, int64_t weights_capacity, int64_t* weights_count, cxm_table** report, cxm_error* error);

/* The same of a data file: its text with one more column. [any-thread] */
CXM_API cxm_status cxm_weight_file(const cxm_context* context, const char* path, int64_t path_size, const char* totals, int64_t totals_size, const char* column, int64_t column_size, const char* base_weight, int64_t base_weight_size, cxm_buffer** out, cxm_table** report, cxm_error* error);

/* Plan a survey: a row a question with answers and invitations a wave, margin, detectable change
   and power, in the quantity's unit; reachable = 0: more than there are people. [any-thread] */
CXM_API cxm_status cxm_size(const cxm_context* context, const cxm_size_options* options, cxm_table** out, cxm_error* error);

/* Spread answers over units of these people and standard deviations; se: of the mean of the whole,
   units weighted by their people. [any-thread] */
CXM_API cxm_status cxm_size_allocate(const cxm_view* populations, const cxm_view* sds, double total, int32_t rule, double least, double* answers, int64_t answers_capacity, int64_t* answers_count, double* se, cxm_error* error);

/* (1 + (m - 1) icc)(1 + cv^2) (Kish 1965, 1987). [any-thread] */
CXM_API cxm_status cxm_size_design_effect(double cluster_size, double icc, double weight_cv, double* design_effect, cxm_error* error);

/* Draw an organisation and write its answers as CSV (docs/simulate.md). Equal seeds give equal
   bytes everywhere. [any-thread] */
CXM_API cxm_status cxm_simulate(const cxm_instrument* instrument, const cxm_simulate_options* options, cxm_buffer** out, cxm_error* error);

/* What is true of the population that cxm_simulate draws from, as JSON. [any-thread] */
CXM_API cxm_status cxm_simulate_truth(const cxm_instrument* instrument, const cxm_simulate_options* options, cxm_buffer** out, cxm_error* error);

/* Mean with Student's t interval. [any-thread] */
CXM_API cxm_status cxm_stat_mean(const cxm_view* x, double level, cxm_estimate* out, cxm_error* error);

/* One column described: n, missing, mean, sd, se, minimum, median, maximum, iqr (type 7), mad
   (times 1.4826), trimmed mean (a tenth off each end), geometric mean (where all are above 0),
   skewness and kurtosis (unbiased, 0 = normal). A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_describe(const cxm_view* x, cxm_table** out, cxm_error* error);

/* Weighted mean, linearised variance, every row its own sampling unit. [any-thread] */
CXM_API cxm_status cxm_stat_weighted_mean(const cxm_view* x, const cxm_view* weights, double level, cxm_estimate* out, cxm_error* error);

/* x of n, by CXM_SHARE_WILSON or another method. [any-thread] */
CXM_API cxm_status cxm_stat_share(double x, double n, int32_t method, double level, cxm_estimate* out, cxm_error* error);

/* Net Promoter Score of answers 0 to 10, adjusted Wald interval. [any-thread] */
CXM_API cxm_status cxm_stat_nps(const cxm_view* x, double level, cxm_estimate* out, cxm_error* error);

/* The same from counts. [any-thread] */
CXM_API cxm_status cxm_stat_nps_counts(double promoters, double passives, double detractors, double level, cxm_estimate* out, cxm_error* error);

/* Quantiles of Hyndman & Fan's types 1 to 9, one for each p. [any-thread] */
CXM_API cxm_status cxm_stat_quantiles(const cxm_view* x, const cxm_view* p, int32_t type, double* values, int64_t values_capacity, int64_t* values_count, cxm_error* error);

/* Median with its distribution-free interval. [any-thread] */
CXM_API cxm_status cxm_stat_median(const cxm_view* x, double level, cxm_estimate* out, cxm_error* error);

/* Difference of two means of different people, Welch. [any-thread] */
CXM_API cxm_status cxm_stat_difference(const cxm_view* a, const cxm_view* b, double level, cxm_estimate* out, cxm_error* error);

/* Kish's effective sample size. [any-thread] */
CXM_API cxm_status cxm_stat_effective_size(const cxm_view* weights, double* size, cxm_error* error);

/* Simultaneous confidence sets for ranks, 1 = largest. [any-thread] */
CXM_API cxm_status cxm_stat_rank_sets(const cxm_view* estimates, const cxm_view* errors, double level, int64_t seed, double* low, int64_t low_capacity, int64_t* low_count, double* high, int64_t high_capacity, int64_t* high_count, cxm_error* error);

/* Empirical-Bayes estimates (REML) of units and the variance between them. [any-thread] */
CXM_API cxm_status cxm_stat_shrink(const cxm_view* estimates, const cxm_view* variances, double level, double* shrunk, int64_t shrunk_capacity, int64_t* shrunk_count, double* errors, int64_t errors_capacity, int64_t* errors_count, double* tau2, cxm_error* error);

/* How much units with these estimates and sampling variances truly differ (REML): mean, tau2 and i2
   with Q-profile intervals, q with its p, h2, prediction (where a new unit's value lies). A table
   of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_heterogeneity(const cxm_view* estimates, const cxm_view* variances, double level, cxm_table** out, cxm_error* error);

/* Sampling variances of unit means fit for cxm_stat_shrink: variances of n answers (missing for one
   answer) are pulled to the pooled one as if it were known from prior_df + 1 answers, then divided
   by n. [any-thread] */
CXM_API cxm_status cxm_stat_smooth_variances(const cxm_view* variances, const cxm_view* n, double prior_df, double* values, int64_t values_capacity, int64_t* values_count, cxm_error* error);

/* Means, totals, a ratio or variances of columns under a sampling design, by linearisation or
   replicate weights (docs/survey.md). Rows with a missing value are left out as a domain. A table
   of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_survey(const cxm_columns* columns, int32_t statistic, const cxm_design* design, cxm_table** out, cxm_error* error);

/* The mean of y in each group under a sampling design; groups in order of appearance. A table of
   named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_survey_groups(const cxm_view* y, const cxm_view* group, const cxm_design* design, cxm_table** out, cxm_error* error);

/* Quantiles under a sampling design, Woodruff's interval or the variance of replicates; named by
   their shares. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_survey_quantiles(const cxm_view* y, const cxm_view* p, const cxm_design* design, cxm_table** out, cxm_error* error);

/* Share of rows with y = 1 under a sampling design, interval on the logit scale; not with replicate
   weights. [any-thread] */
CXM_API cxm_status cxm_stat_survey_share(const cxm_view* y, const cxm_design* design, cxm_estimate* out, cxm_error* error);

/* A sum of the means of the groups times coefficients, one a group in order of appearance, with the
   covariances of the design: -1 and 1 give a difference. [any-thread] */
CXM_API cxm_status cxm_stat_survey_contrast(const cxm_view* y, const cxm_view* group, const cxm_view* coefficients, const cxm_design* design, cxm_estimate* out, cxm_error* error);

/* Replicate weights of rows with these weights, drawn by strata, clusters and fpc of the design:
   jk1, jkn, brr, fay (fay_rho) or bootstrap (Rao & Wu; replicates, seed). out: a column a
   replicate, with the weights in it; scales: a row a replicate with rscale, and scale in every row,
   for cxm_design of type other. [any-thread] */
CXM_API cxm_status cxm_stat_replicate_weights(const cxm_view* weights, const cxm_design* design, const char* type, int64_t type_size, int64_t replicates, double fay_rho, int64_t seed, cxm_table** out, cxm_table** scales, cxm_error* error);

/* Linear or logistic regression with robust, clustered or design errors. coefficients: named
   estimates, the constant (Intercept) first; fit: n, r2, f and others that exist. [any-thread] */
CXM_API cxm_status cxm_stat_regression(const cxm_view* y, const cxm_columns* x, const cxm_regression_options* options, cxm_table** coefficients, cxm_table** fit, cxm_error* error);

/* What each predictor has to do with an outcome, the first column, on complete rows: shares of R2
   by Lindeman, Merenda & Gold (lmg), Johnson's relative weights, first, last, standardized slopes,
   Pratt, correlation; r2 and n in every row. [any-thread] */
CXM_API cxm_status cxm_stat_importance(const cxm_columns* columns, cxm_table** out, cxm_error* error);

/* Importance beside performance (Martilla & James): a row a predictor with importance (standardised
   slope), correlation with y, and performance with its interval, rescaled so that low is 0 and high
   100. [any-thread] */
CXM_API cxm_status cxm_stat_performance(const cxm_view* y, const cxm_columns* x, double low, double high, double level, cxm_table** out, cxm_error* error);

/* What low answers (up to low_to) cost and high ones (from high_from) add (Brandt): a row a
   predictor with penalty and reward against the answers between, HC3 errors, and kind: basic,
   performance, excitement or neutral. [any-thread] */
CXM_API cxm_status cxm_stat_penalty_reward(const cxm_view* y, const cxm_columns* x, double low_to, double high_from, double level, cxm_table** out, cxm_error* error);

/* Two samples: difference of means with its test, equivalence within a margin, rank tests, effect
   sizes. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_compare(const cxm_view* a, const cxm_view* b, const cxm_compare_samples_options* options, cxm_table** out, cxm_error* error);

/* One sample against a value: difference of the mean with Student's t, signed rank (its n is in df)
   and sign test, and up to 26 answers the exact p of all flips of signs. A table of named
   estimates. [any-thread] */
CXM_API cxm_status cxm_stat_one_sample(const cxm_view* x, double reference, double level, cxm_table** out, cxm_error* error);

/* Several groups: analysis of variance, Welch's, Kruskal-Wallis and tests of equal variances with
   their effect sizes as named estimates; pairs: Tukey-Kramer's simultaneous intervals. [any-thread] */
CXM_API cxm_status cxm_stat_compare_groups(const cxm_view* y, const cxm_view* group, double level, cxm_table** tests, cxm_table** pairs, cxm_error* error);

/* Change of the mean between two waves in which some people answered twice. A table of named
   estimates. [any-thread] */
CXM_API cxm_status cxm_stat_change(const cxm_view* y, const cxm_view* person, const cxm_view* wave, const char* first, int64_t first_size, const char* second, int64_t second_size, double level, cxm_table** out, cxm_error* error);

/* x1 of n1 against x2 of n2, different people: difference (Newcombe, Agresti-Caffo, Wald), relative
   risk, score test, Fisher's exact p, Cohen's h. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_two_shares(double x1, double n1, double x2, double n2, double level, cxm_table** out, cxm_error* error);

/* Two yes/no answers of the same people: difference (Newcombe, Wald) and McNemar's tests. A table
   of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_paired_shares(double both, double first_only, double second_only, double neither, double level, cxm_table** out, cxm_error* error);

/* Independence in a table of counts, row by row: chi-squared, likelihood ratio, Cramer's V. A table
   of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_independence(const cxm_view* counts, int64_t columns, cxm_table** out, cxm_error* error);

/* Two-by-two tables a b / c d (with the trait: has the outcome, has not; without it), one a
   stratum: odds and risk ratios with exact statements; of several strata Mantel & Haenszel's common
   odds ratio and tests of homogeneity. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_association(const cxm_view* a, const cxm_view* b, const cxm_view* c, const cxm_view* d, double level, cxm_table** out, cxm_error* error);

/* p-values adjusted for their number; missing ones stay missing and do not count. [any-thread] */
CXM_API cxm_status cxm_stat_adjust_p(const cxm_view* p, int32_t method, double* values, int64_t values_capacity, int64_t* values_count, cxm_error* error);

/* Agreement within groups on items of one scale from low to high, in whole points: a row a group
   with n, r_wg, r_star_wg, a_wg, deviation (around the mean) and, of one item, agreement (van der
   Eijk's A). [any-thread] */
CXM_API cxm_status cxm_stat_agreement(const cxm_columns* items, const cxm_view* group, double low, double high, cxm_table** out, cxm_error* error);

/* How much variance lies between groups: ICC(1) and ICC(2) of the analysis of variance, the
   random-intercept model by REML. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_between(const cxm_view* y, const cxm_view* group, double level, cxm_table** out, cxm_error* error);

/* Within-and-between analysis (Dansereau, Alutto & Yammarino): raw correlation = eta between x *
   eta between y * between + eta within x * eta within y * within. A table of named numbers; NaN
   where a part does not vary. [any-thread] */
CXM_API cxm_status cxm_stat_within_between(const cxm_view* x, const cxm_view* y, const cxm_view* group, cxm_table** out, cxm_error* error);

/* Unit means adjusted for the mix of respondents (docs/survey.md). units: a row a unit with raw
   mean, adjusted, contrast to the mean of units, p, stars, reliability; fit: slopes, mean, test of
   equal units. [any-thread] */
CXM_API cxm_status cxm_stat_case_mix(const cxm_columns* items, const cxm_columns* adjusters, const cxm_view* unit, const cxm_case_mix_options* options, cxm_table** units, cxm_table** fit, cxm_error* error);

/* The best grouping of values on a line, exactly: the group of each value, from 0, and the means of
   the groups, ascending. [any-thread] */
CXM_API cxm_status cxm_stat_clusters(const cxm_view* values, int64_t groups, int64_t* member, int64_t member_capacity, int64_t* member_count, double* centres, int64_t centres_capacity, int64_t* centres_count, cxm_error* error);

/* The smallest true difference of two independent estimates with these standard errors that a
   two-sided test finds with this probability. [any-thread] */
CXM_API cxm_status cxm_stat_detectable_difference(double se1, double se2, double power, double level, double* difference, cxm_error* error);

/* Cronbach's alpha of items, on complete rows. [any-thread] */
CXM_API cxm_status cxm_stat_reliability(const cxm_columns* columns, double* alpha, cxm_error* error);

/* Mean of answers on a scale with two ends; the interval stays within it. [any-thread] */
CXM_API cxm_status cxm_stat_bounded_mean(const cxm_view* x, double low, double high, double level, cxm_estimate* out, cxm_error* error);

/* A straight line through waves of known errors, which correlate alike: slope, two-sided p of none,
   Q of what the line leaves. df 0: normal errors. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_trend(const cxm_view* times, const cxm_view* y, const cxm_view* se, double correlation, double df, double level, cxm_table** out, cxm_error* error);

/* Stars and other bands, numbered from 1, the worst, between cut points from the worst to the best:
   a row a value with its band, the probability that the true value lies in it, and the runner-up
   with its own. [any-thread] */
CXM_API cxm_status cxm_stat_bands(const cxm_view* values, const cxm_view* errors, const cxm_view* cuts, int32_t lower_is_better, cxm_table** out, cxm_error* error);

/* Cut points at percentiles of the values, from the worst to the best: 0.15, 0.30, 0.60, 0.80 gives
   five stars. [any-thread] */
CXM_API cxm_status cxm_stat_percentile_cuts(const cxm_view* values, const cxm_view* shares, int32_t lower_is_better, double* cuts, int64_t cuts_capacity, int64_t* cuts_count, cxm_error* error);

/* How much of what x has to do with y goes through m: paths a and b, direct, total and indirect
   effect (delta method and Monte Carlo). A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_mediation(const cxm_view* x, const cxm_view* m, const cxm_view* y, double level, int64_t seed, cxm_table** out, cxm_error* error);

/* How well a score tells two groups apart: P(one of high scores more than one of low) + P(equal) /
   2, from counts by score in ascending order. [any-thread] */
CXM_API cxm_status cxm_stat_area_under_curve(const cxm_view* low, const cxm_view* high, double level, cxm_estimate* out, cxm_error* error);

/* What an event at this time changed in a series of waves: level change, and with enough waves
   slope before and slope change (segmented regression by generalised least squares); any change:
   Wald test of none; q: what the shape leaves. Errors of waves correlate alike. df 0: normal
   errors. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_event(const cxm_view* times, const cxm_view* y, const cxm_view* se, double event, double correlation, double df, double level, cxm_table** out, cxm_error* error);

/* A step at a place not known beforehand: shift, likelihood ratio with its bootstrap p of no break,
   position (0-based, the first wave after it). positions: every place with the p of a break there
   and whether it is possible. At least 3 waves. [any-thread] */
CXM_API cxm_status cxm_stat_break(const cxm_view* y, const cxm_view* se, double correlation, double level, int64_t seed, cxm_table** out, cxm_table** positions, cxm_error* error);

/* Exponential decay from the peak: half-life with its profile interval, floor (not below lowest),
   start, peak (0-based). At least 4 waves from the peak on. A table of named estimates.
   [any-thread] */
CXM_API cxm_status cxm_stat_decay(const cxm_view* times, const cxm_view* y, const cxm_view* se, double correlation, double lowest, double level, cxm_table** out, cxm_error* error);

/* Do units drift apart: tau of every wave (REML) and the slope of tau over time with the jackknife
   over units. y and se: a column a wave, a row a unit, missing where it did not answer. waves:
   wave, tau, low, high, units. [any-thread] */
CXM_API cxm_status cxm_stat_spread(const cxm_view* times, const cxm_columns* y, const cxm_columns* se, double level, cxm_table** out, cxm_table** waves, cxm_error* error);

/* Jonckheere & Terpstra: does y rise over classes, in the order of their numbers? Within strata
   when given. trend: z with its two-sided p (exact where that can be counted); statistic, expected,
   variance, p increasing, p decreasing. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_ordered_trend(const cxm_view* y, const cxm_view* classes, const cxm_view* stratum, cxm_table** out, cxm_error* error);

/* Cochran & Armitage: do the shares x of n rise over the classes? One block of classes entries a
   stratum. The same rows as cxm_stat_ordered_trend. [any-thread] */
CXM_API cxm_status cxm_stat_share_trend(const cxm_view* x, const cxm_view* n, int64_t classes, cxm_table** out, cxm_error* error);

/* Counts x of n from clusters made fit for tests of independent answers (Rao & Scott 1992): their
   sums divided by the design effect, for cxm_stat_share_trend and cxm_stat_two_shares. [any-thread] */
CXM_API cxm_status cxm_stat_effective_counts(const cxm_view* x, const cxm_view* n, double* x_effective, double* n_effective, double* design_effect, cxm_error* error);

/* Mean of y in the class first less that in second, compared within strata when given (Mantel &
   Haenszel's weights), t on the pooled degrees of freedom. classes: whole numbers. [any-thread] */
CXM_API cxm_status cxm_stat_class_difference(const cxm_view* y, const cxm_view* classes, const cxm_view* stratum, double first, double second, double level, cxm_estimate* out, cxm_error* error);

/* Are people of one kind alone among their colleagues: share and number of answers by unit; heads:
   people of the unit, NULL = as many as answered. isolation: 0 as by chance, 1 when every unit is
   all or none; exposure, chance, believers, people. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_isolation(const cxm_view* share, const cxm_view* n, const cxm_view* heads, double level, cxm_table** out, cxm_error* error);

/* The permutation test of it, from whole counts: exposure by chance with the two-sided p, p
   pockets, p scattered. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_isolation_test(const cxm_view* believers, const cxm_view* people, int64_t seed, cxm_table** out, cxm_error* error);

/* How many friends does a unit need to tip: friends needed, believers among heads people when share
   of n was heard, needed, p reached. n_eff 0 = n; heads 0 = n, of the share that lies behind; tau 0
   = 0.25. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_tipping(double share, double n, double n_eff, double heads, double tau, double level, cxm_table** out, cxm_error* error);

/* Ranks with their uncertainty: a row a unit with rank, low, high (sets of its own), low_all,
   high_all (all ranks at once), p_best (probability to be among the best so many) and may_be_best
   (from the sets of all). draws: of the bootstrap, at least 100; 0 = 20,000. [any-thread] */
CXM_API cxm_status cxm_stat_ranks(const cxm_view* estimates, const cxm_view* errors, int64_t best, int32_t lower_is_better, double level, int64_t draws, int64_t seed, cxm_table** out, cxm_error* error);

/* Where each value stands among all: a row a value with z, rank (1 = highest, ties share),
   percentile (ties half), quartile (1 = lowest). Without an error of its own: show it beside
   cxm_stat_ranks. [any-thread] */
CXM_API cxm_status cxm_stat_standings(const cxm_view* values, cxm_table** out, cxm_error* error);

/* Points for where a unit stands and how far it has come (rules of US hospital value-based
   purchasing): a row a dimension with achievement, improvement (missing without a baseline) and
   score, the larger; totals: base, consistency, score. 0 = 10 points a dimension, 20 for
   consistency. [any-thread] */
CXM_API cxm_status cxm_stat_points(const cxm_view* performance, const cxm_view* baseline, const cxm_view* floor, const cxm_view* threshold, const cxm_view* benchmark, int64_t most, int64_t consistency_most, cxm_table** out, cxm_table** totals, cxm_error* error);

/* Weighted mean of the domains that are there; a missing one drops out and the others' weights are
   scaled up. contributions: what each adds to it; weight_present: share of all weight behind it.
   [any-thread] */
CXM_API cxm_status cxm_stat_domain_total(const cxm_view* scores, const cxm_view* weights, double* contributions, int64_t contributions_capacity, int64_t* contributions_count, double* total, double* weight_present, cxm_error* error);

/* Two samples without a model: difference of means with its permutation p (all assignments when at
   most 200,000, else draws random ones; 0 = 9,999), p greater, p less, permutations, and the exact
   rank-sum test up to 400 answers. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_permutation(const cxm_view* a, const cxm_view* b, int64_t draws, int64_t seed, cxm_table** out, cxm_error* error);

/* Reliability of the sum of items, complete rows: alpha (jackknife; alpha normal: Feldt), omega of
   one factor, standardized alpha, Guttman's lambdas, split halves, test of one factor, variance
   extracted. items_table: a row an item with rest_correlation, total_correlation, alpha_if_deleted,
   smc, loading, uniqueness. [any-thread] */
CXM_API cxm_status cxm_stat_scale(const cxm_columns* items, double level, cxm_table** out, cxm_table** items_table, cxm_error* error);

/* Van der Eijk's agreement of counts over ordered categories: 1 all in one, 0 uniform, -1 half at
   each end. [any-thread] */
CXM_API cxm_status cxm_stat_ordinal_agreement(const cxm_view* counts, double* agreement, cxm_error* error);

/* A chain x, mediators in order (one to six), y: direct, indirect, total, and every path by the
   names of its mediators (delta method and Monte Carlo). slopes: to, from, slope, se. [any-thread] */
CXM_API cxm_status cxm_stat_mediation_chain(const cxm_columns* columns, double level, int64_t seed, cxm_table** out, cxm_table** slopes, cxm_error* error);

/* Paths between unit means: a column a step, a row a unit, and their standard errors; where steps
   come from the same people, behind them the error covariances of the steps 1 and 2, 1 and 3, 2 and
   3 and so on. Reliabilities, correlations as observed and corrected for error; from 20 units on
   the chain, direct and total effects. paths: from, to, slope, se, low, high, standardized,
   corrected with its interval. [any-thread] */
CXM_API cxm_status cxm_stat_unit_paths(const cxm_columns* steps, const cxm_columns* errors, double level, int64_t seed, cxm_table** out, cxm_table** paths, cxm_error* error);

/* Proportional-odds regression of an outcome in ordered categories; counts: how many people a row
   stands for. fit: n, deviance, thresholds, odds ratios. [any-thread] */
CXM_API cxm_status cxm_stat_ordinal_regression(const cxm_view* y, const cxm_columns* x, const cxm_view* counts, double level, cxm_table** coefficients, cxm_table** fit, cxm_error* error);

/* Correlations of all pairs of columns, a row a pair: a, b, r, n. Pairwise, or with listwise != 0
   rows that are complete; partial ones always these. [any-thread] */
CXM_API cxm_status cxm_stat_correlations(const cxm_columns* columns, int32_t kind, int32_t listwise, cxm_table** out, cxm_error* error);

/* One correlation with interval and test: correlation, statistic; Pearson also from people (an
   error that holds for answers of any shape), polychoric also by maximum likelihood with the test
   of a normal pair, polyserial also in two steps. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_correlation(const cxm_view* a, const cxm_view* b, int32_t kind, double level, cxm_table** out, cxm_error* error);

/* Association of ordered answers from a table of counts, row by row: gamma, tau-b, tau-c, Somers' d
   both ways, polychoric, test of a normal pair. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_ordinal_association(const cxm_view* counts, int64_t columns, double level, cxm_table** out, cxm_error* error);

/* Squared Mahalanobis distance of every row from the mean of all, and the chance of one as large
   among normal answers; NaN for rows with a gap. [any-thread] */
CXM_API cxm_status cxm_stat_mahalanobis(const cxm_columns* columns, double* squared, int64_t squared_capacity, int64_t* squared_count, double* p, int64_t p_capacity, int64_t* p_count, cxm_error* error);

/* Means and covariances (divisor n) of rows with gaps by maximum likelihood (EM). out: a row a pair
   with a, b, covariance, correlation; means: column, mean, sd, n. [any-thread] */
CXM_API cxm_status cxm_stat_incomplete_moments(const cxm_columns* columns, cxm_table** out, cxm_table** means, cxm_error* error);

/* How many things items speak of: eigenvalues of their correlations against noise (parallel
   analysis), complete rows. adequacy: factors, kmo, test of uncorrelated items, msa and smc of each
   item. [any-thread] */
CXM_API cxm_status cxm_stat_factor_count(const cxm_columns* items, int64_t replicates, int64_t seed, cxm_table** out, cxm_table** adequacy, cxm_error* error);

/* Exploratory factors of the correlations of complete rows. loadings: a row an item and factor with
   loading, communality, uniqueness and weights of scores; fit: enough (test), rmsea, tli, bic, rms,
   phi of each two factors, of several factors hierarchical omega. [any-thread] */
CXM_API cxm_status cxm_stat_factors(const cxm_columns* items, int64_t factors, int32_t method, int32_t rotation, cxm_table** loadings, cxm_table** fit, cxm_error* error);

/* Confirmatory factor analysis by maximum likelihood, of ordered answers by weighted least squares;
   gaps count with what they have. model: factor =~ item + item + item, a line or semicolon a
   factor; an indicator may be a factor. parameters: kind (loading, variance, mean, threshold),
   group, to, from, value, se, standardized, free; fit: chi-squared, cfi, tli, rmsea (90 % limits),
   scaled, srmr. [any-thread] */
CXM_API cxm_status cxm_stat_factor_model(const cxm_columns* columns, const char* model, int64_t model_size, const cxm_view* group, int32_t equal, int32_t answers, cxm_table** parameters, cxm_table** fit, cxm_error* error);

/* Scores of the factors of a model, a column a factor; NaN for rows with a gap. [any-thread] */
CXM_API cxm_status cxm_stat_factor_scores(const cxm_columns* columns, const char* model, int64_t model_size, int32_t method, cxm_table** out, cxm_error* error);

/* Do groups answer the same question (docs/quality.md)? steps: configural, metric, scalar, strict
   with fit and change, and in every row the verdict: same, partial, relations, different, no_factor
   or unclear. differences: of each group less the first: intercepts of items, factor means, and
   what these make of the items' mean. [any-thread] */
CXM_API cxm_status cxm_stat_invariance(const cxm_columns* columns, const char* model, int64_t model_size, const cxm_view* group, double level, cxm_table** steps, cxm_table** differences, cxm_error* error);

/* Item response model by marginal maximum likelihood (docs/quality.md); gaps do not count.
   parameters: item, parameter (slope, d1 ... intercepts, b1 ... thresholds) with value, se, low,
   high. fit: log-likelihood, aic, bic, n, parameters, marginal reliability; of groups after the
   first mean and sd. [any-thread] */
CXM_API cxm_status cxm_stat_item_response(const cxm_columns* items, int32_t model, const cxm_view* group, const cxm_view* weights, double level, cxm_table** parameters, cxm_table** fit, cxm_error* error);

/* Where people stand by an item response model of their answers, and the errors; NaN without an
   answer. [any-thread] */
CXM_API cxm_status cxm_stat_person_scores(const cxm_columns* items, int32_t model, int32_t method, double* theta, int64_t theta_capacity, int64_t* theta_count, double* se, int64_t se_capacity, int64_t* se_count, cxm_error* error);

/* How precisely items measure at each theta: item, theta, information, expected (the expected
   answer). The error of theta is 1 / sqrt of the sum over items. [any-thread] */
CXM_API cxm_status cxm_stat_item_information(const cxm_columns* items, int32_t model, const cxm_view* theta, cxm_table** out, cxm_error* error);

/* Which k items to keep for a pulse: items (names, separated by a comma), k, reliability
   (marginal), lost (against all items), exact (1: all sets were compared). A row for each k.
   [any-thread] */
CXM_API cxm_status cxm_stat_short_forms(const cxm_columns* items, int32_t model, cxm_table** out, cxm_error* error);

/* How sure levels of people are when each estimate has a normal error (Rudner): accuracy and
   consistency of all levels, and of each cut. A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_classification(const cxm_view* theta, const cxm_view* se, const cxm_view* cuts, cxm_table** out, cxm_error* error);

/* Agreement of raters, a column a rater: ICC(1,1), ICC(2,1), ICC(3,1) of one rating, ICC(1,k),
   ICC(2,k), ICC(3,k) of the mean, complete rows, with their F; Krippendorff's alpha nominal,
   ordinal, interval, gaps allowed (at most 100 different ratings). A table of named estimates.
   [any-thread] */
CXM_API cxm_status cxm_stat_raters(const cxm_columns* raters, double level, cxm_table** out, cxm_error* error);

/* Kappa from a table of counts, row by row: kappa, observed, expected. A table of named estimates.
   [any-thread] */
CXM_API cxm_status cxm_stat_kappa(const cxm_view* counts, int64_t columns, int32_t kind, double level, cxm_table** out, cxm_error* error);

/* Two occasions of the same people: correlation, measurement error, detectable change (the smallest
   of one person that is beyond the error). A table of named estimates. [any-thread] */
CXM_API cxm_status cxm_stat_retest(const cxm_view* first, const cxm_view* second, double level, cxm_table** out, cxm_error* error);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_context_free(cxm_context* context);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_cancel_free(cxm_cancel* cancel);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_buffer_free(cxm_buffer* buffer);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_instrument_free(cxm_instrument* instrument);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_columns_free(cxm_columns* columns);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_tally_free(cxm_tally* tally);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_assessment_free(cxm_assessment* assessment);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_table_free(cxm_table* table);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_norm_free(cxm_norm* norm);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_plan_free(cxm_plan* plan);

/* Free it; NULL is fine. What was made from it stays valid. */
CXM_API void cxm_ledger_free(cxm_ledger* ledger);

#ifdef __cplusplus
}
#endif

#endif /* CXM_H */
