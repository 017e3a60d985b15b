# Alarms of R's package surveillance on tables of counts; called by signals_surveillance.py, which describes it.
#
#   Rscript surveillance.R run FOLDER CORES     FOLDER/*.counts.csv -> one table a method, of strength or of alarms
#   Rscript surveillance.R sets FOLDER          the package's own series with known outbreaks -> counts and states
#   Rscript surveillance.R simulate FOLDER N    N panels of sim.pointSource -> counts and states
#
# A table of counts has one row a period and one column a series; its name ends in the periods a year and the first
# period judged: NAME.12.13.counts.csv.

suppressPackageStartupMessages(library(surveillance))
options(warn = -1)

series <- function(counts, freq, population = NULL) {
  if (is.null(population)) sts(counts, frequency = freq, start = c(2001, 1))
  else sts(counts, frequency = freq, start = c(2001, 1), population = population)
}

# farringtonFlexible, one series. Periods without a case cannot alarm and are skipped. The years back, and where need
# be the half-width of the window, grow with the past there is, instead of waiting five years.
farrington <- function(y, freq, first, half, control, population = NULL, guard = c(0, 1)) {
  n <- length(y); p <- rep(1, n); alarm <- rep(0, n)
  judged <- first:n
  recent <- sapply(judged, function(t) sum(y[max(1, t - guard[2] + 1):t]))
  judged <- judged[y[judged] > 0 & recent >= guard[1]]
  if (!length(judged)) return(list(p = p, alarm = alarm))
  x <- series(matrix(y), freq, if (is.null(population)) NULL else matrix(population))
  for (t in judged) {
    b <- min(5, (t - 1) %/% freq)
    w <- min(half, t - 1 - b * freq)
    if (w < 1 && b > 1) { b <- b - 1; w <- half }
    if (b < 1 || w < 1) next
    found <- tryCatch(farringtonFlexible(x, modifyList(control, list(range = t, b = b, w = w, glmWarnings = FALSE))),
                      error = function(e) NULL)
    if (is.null(found) || is.na(found@control$pvalue[1])) next
    p[t] <- found@control$pvalue[1]
    alarm[t] <- as.numeric(isTRUE(found@alarm[1, 1] == 1))
  }
  list(p = p, alarm = alarm)
}

# EARS: the upper bound is linear in the normal quantile, so two calls give the statistic itself.
ears <- function(counts, freq, first, method, sigma) {
  bound <- function(alpha) {
    x <- earsC(series(counts, freq), control = list(range = first:nrow(counts), method = method, minSigma = sigma,
                                                    alpha = alpha))
    list(upper = x@upperbound, alarm = x@alarm)
  }
  judged <- counts[first:nrow(counts), , drop = FALSE]
  strength <- matrix(0, nrow(counts), ncol(counts)); alarm <- strength
  alarm[first:nrow(counts), ] <- 1 * bound(if (method == "C3") 0.025 else 0.001)$alarm
  # C3's bound is cut at zero: with a small alpha nothing is cut, as the quantile then outweighs the past.
  alphas <- if (method == "C3") c(1e-12, 1e-15) else c(0.05, 1e-6)
  low <- bound(alphas[1])$upper; high <- bound(alphas[2])$upper
  slope <- (high - low) / (qnorm(1 - alphas[2]) - qnorm(1 - alphas[1]))
  z <- (judged - (low - slope * qnorm(1 - alphas[1]))) / pmax(slope, 1e-3)
  strength[first:nrow(counts), ] <- pmin(pmax(z, 0), 1e4)
  list(strength = strength, alarm = alarm)
}

# glrnb: the expected count of a year is the mean of all periods before it; `exposure` scales it, if given.
bounds <- function(freq) c(0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 10, 14, 20, if (freq > 12) c(30, 45, 70, 100))
glr <- function(y, freq, first, alpha, exposure = NULL) {
  n <- length(y); judged <- first:n
  if (is.null(exposure)) exposure <- rep(1, n)
  mu <- sapply(judged, function(t) {
    past <- 1:(first - 1 + freq * ((t - first) %/% freq))
    (sum(y[past]) + 0.5) / sum(exposure[past]) * exposure[t]
  })
  limits <- bounds(freq)
  out <- matrix(0, n, length(limits))
  if (!sum(y[judged])) return(out)
  for (i in seq_along(limits)) {
    found <- tryCatch(glrnb(series(matrix(y), freq), control = list(range = judged, c.ARL = limits[i], mu0 = mu,
                                                                    alpha = alpha, ret = "value")),
                      error = function(e) NULL)
    if (!is.null(found)) out[judged, i] <- 1 * (found@alarm[, 1] > 0)
    if (!any(out[, i])) break  # what never reaches a bound never reaches a higher one
  }
  out
}

run <- function(path) {
  parts <- strsplit(basename(path), ".", fixed = TRUE)[[1]]
  freq <- as.numeric(parts[2]); first <- as.numeric(parts[3])
  counts <- as.matrix(read.csv(path, header = FALSE)); dimnames(counts) <- NULL
  save <- function(what, table) {
    table[!is.finite(table)] <- 0
    write.table(table, sub("counts.csv", paste0(what, ".csv"), path, fixed = TRUE), sep = ",", row.names = FALSE,
                col.names = FALSE)
  }
  others <- rowSums(counts) - counts + 0.5
  each <- function(f) lapply(seq_len(ncol(counts)), f)
  column <- function(found, name) sapply(found, function(x) x[[name]])
  monthly <- freq == 12
  low <- list(thresholdMethod = "nbPlugin", pThresholdTrend = 1, alpha = 0.01, limit54 = c(0, 4),
              noPeriods = if (monthly) 1 else 10, pastWeeksNotIncluded = if (monthly) 3 else 26)
  far <- list(
    farrington = each(function(k) farrington(counts[, k], freq, first, if (monthly) 1 else 3, list(), guard = c(5, 4))),
    farrington_low = each(function(k) farrington(counts[, k], freq, first, if (monthly) 5 else 3, low)),
    farrington_offset = each(function(k) farrington(counts[, k], freq, first, if (monthly) 5 else 3,
      modifyList(low, list(populationOffset = TRUE)), population = others[, k])))
  for (name in names(far)) {
    save(paste0(name, ".strength"), -log10(pmax(column(far[[name]], "p"), 1e-15)))
    save(paste0(name, ".alarm"), column(far[[name]], "alarm"))
  }
  for (method in c("C1", "C2", "C3")) for (sigma in c(0, 0.5)) {
    name <- paste0("ears_", method, if (sigma) "_sigma" else "")
    found <- ears(counts, freq, first, method, sigma)
    save(paste0(name, ".strength"), found$strength); save(paste0(name, ".alarm"), found$alarm)
  }
  told <- list(glrnb = list(0, FALSE), glrnb_nb = list(0.25, FALSE), glrnb_exposure = list(0.25, TRUE))
  for (name in names(told)) {
    found <- each(function(k) glr(counts[, k], freq, first, told[[name]][[1]],
                                  if (told[[name]][[2]]) others[, k] else NULL))
    limits <- bounds(freq)
    for (i in seq_along(limits)) save(paste0(name, "@", limits[i], ".alarm"), sapply(found, function(x) x[, i]))
  }
  basename(path)
}

SETS <- c("k1", "m1", "m2", "m3", "m4", "m5", "n1", "n2", "q1_nrwh", "q2", "s1", "s2", "s3", "h1_nrwrp")

sets <- function(folder) {
  fetch <- function(name) { e <- new.env(); data(list = name, package = "surveillance", envir = e); get(name, e) }
  table <- function(x, name) write.table(x, file.path(folder, name), sep = ",", row.names = FALSE, col.names = FALSE)
  found <- lapply(SETS, fetch)
  table(sapply(found, function(x) as.numeric(x$observed)), "sets.52.27.counts.csv")
  table(sapply(found, function(x) as.numeric(as.matrix(x$state)[, 1])), "sets.52.27.state.csv")
  ha <- fetch("ha")
  table(as.matrix(ha$observed), "ha.52.53.counts.csv"); table(as.matrix(ha$state), "ha.52.53.state.csv")
}

# Rates of 0.1 to 1.6 cases a week, a year's rhythm of its own for every series, and outbreaks of two and a half weeks on
# the average (half of them one week) in which a rate is 4.5-fold.
simulate <- function(folder, n) for (i in seq_len(n)) {
  set.seed(1000 + i)
  found <- lapply(1:20, function(k) sim.pointSource(p = 0.995, r = 0.6, length = 312, A = 0.5, alpha = runif(1, -2.3, 0.5),
                                                    beta = 0, phi = runif(1, 0, 2 * pi), frequency = 1, K = 1.5))
  for (what in c("observed", "state"))
    write.table(sapply(found, function(x) as.numeric(x[[what]])),
                file.path(folder, sprintf("points%02d.52.53.%s.csv", i, if (what == "state") "state" else "counts")), sep = ",",
                row.names = FALSE, col.names = FALSE)
}

arguments <- commandArgs(trailingOnly = TRUE)
if (arguments[1] == "sets") sets(arguments[2])
if (arguments[1] == "simulate") simulate(arguments[2], as.integer(arguments[3]))
if (arguments[1] == "run") {
  paths <- sort(list.files(arguments[2], pattern = "counts[.]csv$", full.names = TRUE))
  highest <- sapply(paths, function(path) max(bounds(as.numeric(strsplit(basename(path), ".", fixed = TRUE)[[1]][2]))))
  done <- mapply(function(path, bound) sub("counts.csv", paste0("glrnb_exposure@", bound, ".alarm.csv"), path, fixed = TRUE),
                 paths, highest)
  paths <- paths[!file.exists(done)]
  found <- parallel::mclapply(paths, run, mc.cores = as.integer(arguments[3]), mc.preschedule = FALSE)
  failed <- sapply(found, inherits, "try-error")
  if (any(failed)) stop(paste(unique(unlist(found[failed])), collapse = "; "))
}
